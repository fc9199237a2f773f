/** Whether the product runs on this version of Node: what `engines` in package.json says, for those who start it without npm. */
export function isFitNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
}

/** One line that tells what is wrong with this version, and what to do; undefined where it will do. */
export function nodeProblem(version = process.versions.node) {
  if (isFitNode(version)) return undefined;
  return `Node ${version} is too old, or of a line without long support: install Node 24`;
}
