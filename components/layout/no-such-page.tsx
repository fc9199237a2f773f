import { buttonClass } from "@/components/ui/button";

/** What tells a visitor that an address leads nowhere, and the ways on. */
export function NoSuchPage() {
  return (
    <>
      <h1 className="text-title">There is no such page</h1>
      <p className="mt-2 text-muted">The address may be mistyped, or what it led to was removed.</p>
      <div className="mt-6 flex flex-wrap gap-3">
        <a href="/dashboard" className={buttonClass({ variant: "primary" })}>
          Go to the dashboard
        </a>
        <a href="/docs" className={buttonClass({ variant: "secondary" })}>
          API reference
        </a>
      </div>
    </>
  );
}
