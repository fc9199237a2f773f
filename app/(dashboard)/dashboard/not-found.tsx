import Link from "next/link";
import { buttonClass } from "@/components/ui/button";

export const metadata = { title: "Not found" };

/** What is not there, or not theirs: said within the dashboard, so that its navigation leads on. */
export default function DashboardNotFound() {
  return (
    <div className="flex flex-col items-start py-10">
      <h1 className="text-2xl font-semibold tracking-tight">There is no such page</h1>
      <p className="mt-2 max-w-prose text-pretty text-muted">
        What it led to was removed, or belongs to another of your organizations: switch to that one and open the address
        again.
      </p>
      <Link href="/dashboard" className={`${buttonClass({ variant: "primary" })} mt-6`}>
        Go to the overview
      </Link>
    </div>
  );
}
