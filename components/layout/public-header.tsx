import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Logo } from "./logo";
import { SkipLink } from "./skip-link";

const linkClass =
  "inline-flex min-h-9 items-center px-2 text-sm font-medium text-muted hover:text-foreground pointer-coarse:min-h-11 sm:px-3";

/** The head of every public page. */
export function PublicHeader({ signedIn }: { signedIn: boolean }) {
  return (
    <header className="sticky top-0 z-30 border-b bg-background/90 backdrop-blur">
      <SkipLink />
      <div className="mx-auto flex h-14 max-w-7xl items-center gap-1 px-4 sm:px-8">
        <Logo href="/" />
        <nav aria-label="Site" className="ml-auto flex items-center sm:mr-auto sm:ml-6">
          <Link href="/docs" className={linkClass}>
            Docs
          </Link>
          <Link href="/pricing" className={linkClass}>
            Pricing
          </Link>
        </nav>
        {signedIn ? (
          <Link href="/dashboard" className={buttonClass({ variant: "primary", size: "sm" })}>
            Dashboard
          </Link>
        ) : (
          <div className="flex items-center gap-2">
            <Link href="/sign-in" className={buttonClass({ variant: "secondary", size: "sm" })}>
              Sign in
            </Link>
            <Link href="/register" className={`${buttonClass({ variant: "primary", size: "sm" })} max-sm:hidden`}>
              Create account
            </Link>
          </div>
        )}
      </div>
    </header>
  );
}
