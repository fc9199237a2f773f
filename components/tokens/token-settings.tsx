"use client";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { EditableRow, IdRow, Moment, SettingRow, useSettingRows } from "@/components/ui/setting-row";
import type { OnSaving } from "@/components/ui/use-setting-change";
import type { Token } from "@/lib/features/tokens/contract";
import { daysLeft, type TokenSetting, tokenSettingLabels } from "./token-change-kind";

const editSetting = partOf(async () => (await import("./edit-token-setting")).EditTokenSetting);

type Props = {
  token: Token;
  nowMs: number;
  on: OnSaving<Token>;
};

/** What a token is called and until when it works; what can be changed is changed in its row. */
export function TokenSettings({ token, nowMs, on }: Props) {
  const rows = useSettingRows<TokenSetting>(editSetting.prepare);
  const editable = (setting: TokenSetting, reason: string | null, shown: ReactNode) => (
    <EditableRow
      setting={setting}
      name={tokenSettingLabels[setting]}
      rows={rows}
      changeable={token.status === "active"}
      reason={reason}
      form={<OnDemand part={editSetting} token={token} setting={setting} {...on} onClose={rows.close} />}
    >
      {shown}
    </EditableRow>
  );
  return (
    <Card title="Settings">
      <dl className="divide-y text-sm">
        {editable("name", null, <bdi>{token.name}</bdi>)}
        <SettingRow name="Acts as">You, in the organization that you made it for</SettingRow>
        {editable(
          "expires_in_days",
          daysLeft(token, nowMs) < 1 ? "It ends within a day; revoke it to end it sooner" : null,
          <>
            <Moment at={token.expires_at} />
            {token.policy_ends_at && (
              <span className="block text-warning-text">
                {token.status === "expired" ? (
                  "Stopped by the organization's policy: it lived longer than that allows."
                ) : (
                  <>
                    Stops on <ExactTime at={token.policy_ends_at} />: it lives longer than the organization's policy
                    allows.
                  </>
                )}
              </span>
            )}
          </>,
        )}
        <SettingRow name="Created">
          <Moment at={token.created_at} />
        </SettingRow>
        <SettingRow name="Last used">
          <Moment at={token.last_used_at} otherwise="Never used" />
          {token.last_used_ip && <span className="text-muted"> from {token.last_used_ip}</span>}
        </SettingRow>
        <IdRow name="Token ID" id={token.token_id} />
      </dl>
    </Card>
  );
}
