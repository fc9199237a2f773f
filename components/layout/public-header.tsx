import { buttonClass } from "@/components/ui/button";
import { Logo } from "./logo";
import { SkipLink } from "./skip-link";

const linkClass =
  "inline-flex min-h-9 items-center px-1.5 text-sm font-medium text-muted hover:text-foreground pointer-coarse:min-h-11 sm:px-3";

/** `registers`: whether a stranger may make an account. */
type Props = { signedIn: boolean; registers: boolean };

/** The head of every public page. */
export function PublicHeader({ signedIn, registers }: Props) {
  return (
    <header className="sticky top-0 z-30 border-b bg-background/90 backdrop-blur">
      <SkipLink />
      <div className="mx-auto flex h-14 max-w-7xl items-center gap-1 px-4 sm:px-8">
        <Logo href="/" />
        <nav aria-label="Site" className="ml-auto flex items-center sm:mr-auto sm:ml-6">
          <a href="/docs" className={linkClass}>
            Docs
          </a>
          <a href="/pricing" className={linkClass}>
            Pricing
          </a>
        </nav>
        {signedIn ? (
          <a href="/dashboard" className={buttonClass({ variant: "primary", size: "sm" })}>
            Dashboard
          </a>
        ) : (
          <div className="flex items-center gap-2">
            <a href="/sign-in" className={buttonClass({ variant: "secondary", size: "sm" })}>
              Sign in
            </a>
            {registers && (
              <a href="/register" className={`${buttonClass({ variant: "primary", size: "sm" })} max-sm:hidden`}>
                Create account
              </a>
            )}
          </div>
        )}
      </div>
    </header>
  );
}
