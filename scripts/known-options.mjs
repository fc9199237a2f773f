/** A sentence about the first argument that a script does not know, and what it knows; undefined where it knows all. */
export function unknownArgument(args, known) {
  const unknown = args.find((one) => !known.includes(one));
  if (unknown === undefined) return undefined;
  return `there is no option ${unknown}; ${known.length === 0 ? "it takes none" : `there is ${known.join(", ")}`}`;
}
