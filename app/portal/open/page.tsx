import type { Metadata } from "next";
import { OpenPortal } from "@/components/portal/open-portal";

export const metadata: Metadata = { title: "Your API keys", robots: { index: false } };

/** Where a portal's link leads. Reading the page uses nothing up: scanners of links read it too. */
export default function OpenPortalPage() {
  return (
    <div className="mx-auto max-w-sm pt-8">
      <h1 className="mb-4 text-title">Your API keys</h1>
      <OpenPortal />
    </div>
  );
}
