import { buttonClass } from "@/components/ui/button";

/** Instead of the form of a mailed link, for who is not signed in: `account` says to which one, `page` is where the form is. */
export function SignInToGoOn({ account, page }: { account: string; page: string }) {
  return (
    <>
      <p className="mb-6 text-sm text-muted">Sign in to {account}. The link has been kept for you in this tab.</p>
      <a href={`/sign-in?callbackUrl=${page}`} className={`${buttonClass({ variant: "primary" })} w-full`}>
        Sign in to go on
      </a>
    </>
  );
}

/** Below such a form, for who came without a link or with one of yesterday. */
export function AskForNewLink() {
  return (
    <p className="text-sm text-muted">
      No link, or an old one?{" "}
      <a
        href="/dashboard/settings"
        className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
      >
        Ask for a new one
      </a>
    </p>
  );
}
