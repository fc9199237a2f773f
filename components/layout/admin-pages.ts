/** The pages of administration, of which the first is where it begins. */
export const adminPages = [
  { href: "/dashboard/admin", label: "Organizations" },
  { href: "/dashboard/admin/users", label: "Users" },
  { href: "/dashboard/admin/oauth-apps", label: "OAuth apps" },
  { href: "/dashboard/admin/customers", label: "Customers" },
  { href: "/dashboard/admin/limits", label: "Limits" },
  { href: "/dashboard/admin/budgets", label: "Budgets" },
  { href: "/dashboard/admin/meters", label: "Meters" },
  { href: "/dashboard/admin/management-keys", label: "Management keys" },
  { href: "/dashboard/admin/catalogue", label: "Catalogue" },
  { href: "/dashboard/admin/mail", label: "Mail" },
] as const;
