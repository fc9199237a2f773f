"use client";
import { useState } from "react";
import { postToNextAuth } from "@/components/layout/next-auth-client";
import { Button } from "@/components/ui/button";
import { FieldProblem } from "@/components/ui/field-problem";

/** Signs out and leads to the sign-in page, which leads back to `returnTo`. */
export function SwitchAccount({
  returnTo,
  label,
  prominent = false,
}: {
  returnTo: string;
  label: string;
  prominent?: boolean;
}) {
  const [pending, setPending] = useState(false);
  const [failed, setFailed] = useState(false);
  const leave = async () => {
    setPending(true);
    const response = await postToNextAuth("signout").catch(() => null);
    // A full load, so that nothing of this user stays in memory.
    if (response?.ok) return window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(returnTo)}`);
    setPending(false);
    setFailed(true);
  };
  return (
    <>
      <Button
        variant={prominent ? "primary" : "ghost"}
        size={prominent ? "md" : "sm"}
        className={prominent ? "w-full" : "-ml-2.5"}
        pending={pending}
        onClick={leave}
      >
        {label}
      </Button>
      {failed && <FieldProblem className="mt-2">Signing out failed. Try again.</FieldProblem>}
    </>
  );
}
