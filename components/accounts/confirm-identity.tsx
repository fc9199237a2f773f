"use client";

import { useEffect, useState } from "react";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { confirmWith } from "@/lib/http/call";
import { ConfirmingMethod } from "@/lib/tenancy/account-shapes";

const dialog = partOf(async () => (await import("./confirm-identity-dialog")).ConfirmIdentityDialog);

type Asked = { methods: readonly ConfirmingMethod[]; settle: (confirmed: boolean) => void };

/**
 * Asks "Confirm it's you" for whatever page's request the server refused until it knows. The request then goes through as it
 * was; pages know nothing of it. Requests that are refused at the same time share one question.
 */
export function ConfirmIdentity() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    let underWay: Promise<boolean> | null = null;
    return confirmWith((methods) => {
      underWay ??= new Promise<boolean>((resolve) => {
        const settle = (confirmed: boolean) => {
          underWay = null;
          setAsked(null);
          resolve(confirmed);
        };
        setAsked({ methods: readMethods(methods), settle });
      });
      return underWay;
    });
  }, []);
  return asked && <OnDemand part={dialog} methods={asked.methods} onEnd={asked.settle} />;
}

/** The ways that this version of the pages knows. */
function readMethods(methods: unknown): ConfirmingMethod[] {
  const named: unknown[] = Array.isArray(methods) ? methods : [];
  return named.flatMap((method) => ConfirmingMethod.safeParse(method).data ?? []);
}
