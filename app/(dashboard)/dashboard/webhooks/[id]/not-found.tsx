import { Webhook } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function WebhookNotFound() {
  return (
    <NotFoundPage
      title="Webhook"
      noun="endpoint"
      icon={<Webhook />}
      list={{ href: "/dashboard/webhooks", label: "Webhooks" }}
    />
  );
}
