import Link from "next/link";
import { OrganizationsView } from "@/components/administration/organizations-view";
import { productOf } from "@/lib/access/catalogue";
import { AdminPage } from "./admin-page";
import { adminTitle } from "./admin-title";

export const generateMetadata = adminTitle("Administration");

export default function AdminOrganizationsPage() {
  return (
    <AdminPage description="Every organization of this deployment: plans, and limits of its own for those on Enterprise.">
      <OrganizationsView />
      <p className="mt-6 text-sm text-pretty text-muted">
        Gateways and servers that verify keys of every organization use a key of the product{" "}
        {productOf("service").label}. Administrators make one under{" "}
        <Link href="/dashboard/api-keys?create=1" className="font-medium text-accent-text hover:underline">
          API keys
        </Link>
        .
      </p>
    </AdminPage>
  );
}
