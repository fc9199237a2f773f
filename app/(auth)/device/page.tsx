import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { ConfirmFirst } from "@/components/accounts/confirm-first";
import { ConsentForm } from "@/components/oauth/consent-form";
import { DeviceCodeForm } from "@/components/oauth/device-code-form";
import { Outcome } from "@/components/oauth/outcome";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { runtime } from "@/lib/access/runtime";
import { describeDevice, findDevice } from "@/lib/features/oauth/device";
import { methodsToConfirm } from "@/lib/http/confirmed-session";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Connect a device", referrer: "no-referrer" };

const addressRules = { user_code: z.string().max(20), step: z.string(), result: z.string() };

export default async function DevicePage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const { user_code: userCode = "", step, result } = readAddress(addressRules, await searchParams);
  const here = userCode ? `/device?user_code=${encodeURIComponent(userCode)}` : "/device";
  if (result === "allowed") {
    return (
      <Outcome good title="Your device is connected" text="Go back to it: it goes on by itself in a few seconds." />
    );
  }
  if (result === "denied") {
    return (
      <Outcome
        title="Nothing was connected"
        text="The device was told that you did not agree. You can close this page."
      />
    );
  }
  const principal = await pagePrincipal();
  if (!principal) redirect(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
  const unknown = "This code is not known or has expired. Look at your device and try again.";
  if (step !== "confirm") {
    return <DeviceCodeForm initial={userCode} problem={result === "unknown" ? unknown : null} />;
  }
  const code = await findDevice(userCode, principal.userId);
  const view = code && (await describeDevice(code, principal));
  if (!view) return <DeviceCodeForm initial={userCode} problem={unknown} />;
  const methods = await methodsToConfirm(runtime().database.pool, principal);
  if (methods) return <ConfirmFirst methods={methods} />;
  return <ConsentForm view={view} action="/oauth/device" here={here} userCode={userCode.toUpperCase()} />;
}
