import { readdirSync } from "node:fs";

const folder = "app/(dashboard)/dashboard";
const file = /(^|\/)page\.tsx$/;

/** `/api-keys` for `app/(dashboard)/dashboard/api-keys/page.tsx`; pages of one thing, whose folder has brackets, aside. */
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => file.test(path) && !path.includes("["))
  .map((path) => path.replace(file, ""))
  .map((path) => (path === "" ? "" : `/${path}`))
  .toSorted();

const isOfAdministrators = (path: string) => /^\/admin(\/|$)/.test(path);

/** The pages, below `/dashboard`, of somebody who has just registered: all that there are, by their files. */
export const pagesOfEverybody: readonly string[] = paths.filter((path) => !isOfAdministrators(path));

/** Those that only people find who administer the deployment. */
export const pagesOfAdministrators: readonly string[] = paths.filter(isOfAdministrators);
