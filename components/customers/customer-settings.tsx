"use client";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { EditableRow, IdRow, Moment, SettingRow, useSettingRows } from "@/components/ui/setting-row";
import type { Customer } from "@/lib/features/customers/contract";
import { type CustomerSetting, customerSettingLabels } from "./customer-change-kind";
import { metadataText } from "./customer-terms";

const editSetting = partOf(async () => (await import("./edit-customer-setting")).EditCustomerSetting);

/** Who a customer is; each thing is changed in its row. */
export function CustomerSettings({ customer }: { customer: Customer }) {
  const rows = useSettingRows<CustomerSetting>(editSetting.prepare);
  const editable = (setting: CustomerSetting, shown: ReactNode) => (
    <EditableRow
      setting={setting}
      name={customerSettingLabels[setting]}
      rows={rows}
      changeable
      reason={null}
      form={<OnDemand part={editSetting} customer={customer} setting={setting} onClose={rows.close} />}
    >
      {shown}
    </EditableRow>
  );
  const hasMetadata = Object.keys(customer.metadata).length > 0;
  return (
    <Card title="Settings">
      <dl className="divide-y text-sm">
        {editable("name", customer.name ? <bdi>{customer.name}</bdi> : <span className="text-muted">None</span>)}
        {editable("external_id", <span className="font-mono text-code break-all">{customer.external_id}</span>)}
        {editable(
          "metadata",
          hasMetadata ? (
            <pre className="font-mono text-code wrap-anywhere whitespace-pre-wrap">
              {metadataText(customer.metadata)}
            </pre>
          ) : (
            <span className="text-muted">None</span>
          ),
        )}
        <SettingRow name="Created">
          <Moment at={customer.created_at} />
        </SettingRow>
        {customer.suspended_at && (
          <SettingRow name="Suspended">
            <Moment at={customer.suspended_at} />
          </SettingRow>
        )}
        <IdRow name="Customer ID" id={customer.id} />
      </dl>
    </Card>
  );
}
