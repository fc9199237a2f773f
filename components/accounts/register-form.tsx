"use client";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { CallError } from "@/lib/http/call-error";
import { NewPasswordField } from "./new-password-field";
import { isLinkMailed, registrationAlert, registrationWords, withTakenAddress } from "./registration-errors";
import { type LinkToken, useLinkToken } from "./use-link-token";

/** What the server takes is loaded as the form is filled in. */
const contracts = () => import("@/lib/features/accounts/registration-contract");

const linkMailed = "link mailed";

type Props = {
  target: string;
  minLength: number;
  /** What who comes without a link is told in place of the form; null: they may register. */
  blocked: string | null;
};

/**
 * Creates an account, signs in to it, then goes to `target`, a path of this site. A link with a token leads here from an
 * invitation, from the mail that proves an address, and from the first start.
 */
export function RegisterForm(props: Props) {
  const link = useLinkToken("latchkey.registration");
  // A link that is opened in this tab begins anew, also where the page says that a link was mailed.
  return <FormOfLink key={link.token || "no link"} link={link} {...props} />;
}

function FormOfLink({ target, minLength, blocked, link }: Props & { link: LinkToken }) {
  // The address whose account is there: signing in is the way on.
  const [registered, setRegistered] = useState<string | null>(null);
  const signIn = (label: string) => (
    <a href={`/sign-in?callbackUrl=${encodeURIComponent(target)}`} className="font-medium underline">
      {label}
    </a>
  );
  const form = useContractForm({
    values: { name: "", email: link.email, password: "", token: "" },
    schema: async () => (await contracts()).registerOnPageContract.body,
    bodyOf: ({ name, token, ...credentials }) => ({
      ...credentials,
      ...(name.trim() ? { name } : {}),
      ...(token.trim() ? { token } : {}),
    }),
    words: registrationWords,
    check: async ({ password, ...owner }) =>
      (await import("./password-checklist")).newPasswordProblems("password", password, { ...owner, minLength }),
    send: async (body) => {
      const { registerAndSignIn } = await import("./register-and-sign-in");
      const made = await registerAndSignIn(body).catch((error) => {
        if (isLinkMailed(error)) return linkMailed;
        const told = withTakenAddress(error);
        if (told !== error) setRegistered(form.control.getValues("email"));
        throw told;
      });
      if (typeof made === "string") return linkMailed;
      link.forget();
      if (made.problem === null) return "signed in";
      throw new Error(`Your account is ready, but you are not signed in yet. ${made.problem}`);
    },
    // Only the sign-in afterwards fails with words of our own.
    alertOf: (error) =>
      error instanceof CallError ? (
        registrationAlert(error)
      ) : (
        <>
          {error.message} {signIn("Sign in")}
        </>
      ),
  });
  const { control } = form;
  const { setValue } = form.control;
  const email = useValue(control, "email");
  const name = useValue(control, "name");
  const hasAccount = registered === email;
  useEffect(() => setValue("token", link.token ?? ""), [setValue, link.token]);

  if (form.result === linkMailed) {
    return (
      <p role="status" className="text-sm">
        We mailed a link to <span className="font-medium break-all">{email}</span>. Open it to create the account: it
        proves that the address is yours.
      </p>
    );
  }
  if (blocked !== null && !link.token) return <p className="text-sm text-muted">{link.token === "" && blocked}</p>;
  return (
    <PageForm
      form={form}
      onSuccess={(outcome) => outcome === "signed in" && window.location.assign(target)}
      className="flex flex-col gap-4"
    >
      <TextField
        control={control}
        name="name"
        label="Name"
        hint="Optional. You can change it later."
        autoComplete="name"
        maxLength={100}
      />
      <TextField
        control={control}
        name="email"
        label="Email"
        hint={hasAccount ? <>Is it yours? {signIn("Sign in instead")}</> : undefined}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <NewPasswordField control={control} name="password" label="Password" owner={{ email, name, minLength }} />
      {link.token && (
        <TextField
          control={control}
          name="token"
          label="Code of your link"
          hint="Filled in from the link that you opened."
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
        />
      )}
      <Button type="submit" variant="primary" pending={form.busy || form.done} className="mt-1 w-full">
        Create account
      </Button>
    </PageForm>
  );
}
