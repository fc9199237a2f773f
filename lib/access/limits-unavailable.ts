const code = "LIMITS_UNAVAILABLE";

/** Thrown where it is unknown whether a limit has room: nothing was counted, and nothing may pass. */
export class LimitsUnavailable extends Error {
  readonly code = code;

  constructor() {
    super("the limits cannot be asked at the moment");
  }
}

/** Only the code is looked at: bundles hold their own copies of the class. */
export function isLimitsUnavailable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** What asking the limits gives; null where they cannot be asked. */
export async function unlessLimitsUnavailable<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isLimitsUnavailable(error)) return null;
    throw error;
  }
}
