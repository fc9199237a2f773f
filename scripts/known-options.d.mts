export function unknownArgument(args: readonly string[], known: readonly string[]): string | undefined;
