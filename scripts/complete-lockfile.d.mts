export type LockedPackage = {
  version?: string;
  resolved?: string;
  integrity?: string;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
};

export function completeLockfile(lockfile: { packages: Record<string, LockedPackage> }): string[];
