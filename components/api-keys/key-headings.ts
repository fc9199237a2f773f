import type { Heading } from "@/components/ui/column";

/** The columns of the list of keys, which its skeleton shows without the code of their cells. */
export const keyHeadings = {
  name: {
    label: "Name",
    as: "title",
    sort: { by: "name" },
  },
  environment: {
    label: "Environment",
    width: "sm:w-26",
    className: "sm:whitespace-nowrap",
  },
  scopes: {
    label: "Scopes",
    from: "xl",
    width: "sm:w-34",
    className: "sm:truncate",
  },
  week: {
    label: "7 days",
    from: "lg",
    width: "sm:w-28",
  },
  lastUsed: {
    label: "Last used",
    sort: { by: "last_used", first: "desc" },
    width: "sm:w-30",
    className: "sm:truncate",
  },
  expires: {
    label: "Expires",
    from: "md",
    sort: { by: "expires" },
    width: "sm:w-26",
    className: "sm:truncate",
  },
  status: {
    label: "Status",
    width: "sm:w-31",
  },
  actions: {
    label: "Actions",
    as: "menu",
    width: "sm:w-12",
  },
} as const satisfies Record<string, Heading>;
