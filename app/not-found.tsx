import { PlainLogo } from "@/components/layout/plain-logo";
import { buttonClass } from "@/components/ui/button";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center px-4 py-16">
      <PlainLogo href="/" />
      <h1 className="mt-8 text-title">There is no such page</h1>
      <p className="mt-2 text-muted">The address may be mistyped, or what it led to was removed.</p>
      <div className="mt-6 flex flex-wrap gap-3">
        <a href="/dashboard" className={buttonClass({ variant: "primary" })}>
          Go to the dashboard
        </a>
        <a href="/docs" className={buttonClass({ variant: "secondary" })}>
          API reference
        </a>
      </div>
    </main>
  );
}
