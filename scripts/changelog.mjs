/** The changelog as a release changes it. */

const unreleased = "## Unreleased\n";

/** The changelog with what was unreleased under the version's name; throws where there is nothing to release. */
export function releaseChanges(changelog, version, date) {
  const at = changelog.indexOf(unreleased);
  if (at < 0) throw new Error("CHANGELOG.md has no section Unreleased");
  const [changes = ""] = changelog.slice(at + unreleased.length).split(/^## /m);
  if (changes.trim() === "") throw new Error("CHANGELOG.md says of nothing that is unreleased");
  if (changelog.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has ${version} already`);
  return changelog.replace(unreleased, `${unreleased}\n## ${version} (${date})\n`);
}
