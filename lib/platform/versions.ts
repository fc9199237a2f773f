import "server-only";

const pattern = "^\\d+\\.\\d+\\.\\d+(-rc\\.\\d+)?$";
const shape = new RegExp(pattern);
/** What a version without one has for the number of its candidate: it comes after all of them. */
const final = 2_147_483_647;

/** Whether a text names a version of the product: `1.2.3`, or a candidate for it such as `1.2.3-rc.4`. */
export function isVersion(text: string): boolean {
  return shape.test(text);
}

/** How an operator reads the version of a process; the first ones noted their last migration in its place. */
export function versionTitle(text: string): string {
  return isVersion(text) ? `version ${text}` : "version 1.0.0-rc.1 or before";
}

/** An SQL expression by which versions compare as they follow each other; what is none comes before all of them. */
export function rankInSql(text: string): string {
  return `(CASE WHEN ${text} ~ '${pattern}'
    THEN string_to_array(replace(${text} || CASE WHEN ${text} LIKE '%-rc.%' THEN '' ELSE '.${final}' END, '-rc.', '.'), '.')::int[]
    ELSE '{}'::int[] END)`;
}
