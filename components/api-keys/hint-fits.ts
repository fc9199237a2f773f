/** Whether a secret can be the one whose beginning and end a hint shows, such as `hb_prod_abc1…9f3d`. */
export function hintFits(hint: string, secret: string): boolean {
  const [begin = "", end = ""] = hint.split("…");
  const text = secret.trim();
  return text.length > begin.length + end.length && text.startsWith(begin) && text.endsWith(end);
}
