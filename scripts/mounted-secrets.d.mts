type Environment = Readonly<Record<string, string | undefined>>;

export type MountedSettings = {
  values: Record<string, string>;
  problems: { name: string; message: string }[];
};

export function readMounted(environment: Environment): MountedSettings;

export function requireMounted(mounted: MountedSettings): void;

export function withMounted<E extends Environment>(environment: E): E & Record<string, string | undefined>;
