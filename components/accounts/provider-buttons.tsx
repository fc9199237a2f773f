import { buttonClass } from "@/components/ui/button";
import { type ProviderId, providerLabels } from "@/lib/features/accounts/provider-contract";
import { type LastSignIn, signInStartContracts } from "@/lib/features/accounts/sign-in-contract";
import { ProviderIcon } from "./provider-icons";

/** The other ways in, above the form with email and password; `target` is a path of this site. */
export function ProviderButtons({
  providers,
  target,
  lastUsed = null,
}: {
  providers: readonly ProviderId[];
  target: string;
  lastUsed?: LastSignIn | null;
}) {
  if (providers.length === 0) return null;
  return (
    <>
      <div className="flex flex-col gap-2">
        {providers.map((provider) => (
          // No client-side link: following it ahead of time would begin a sign-in.
          <a
            key={provider}
            href={`${signInStartContracts[provider].path}?callbackUrl=${encodeURIComponent(target)}`}
            className={`${buttonClass()} w-full`}
          >
            <ProviderIcon provider={provider} />
            Continue with {providerLabels[provider]}
          </a>
        ))}
      </div>
      {lastUsed && (
        <p className="mt-2 text-center text-sm text-muted">
          You used {lastUsed === "email" ? "your email" : providerLabels[lastUsed]} last time.
        </p>
      )}
      <p className="my-5 flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </p>
    </>
  );
}
