import { KeyRound } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function ApiKeyNotFound() {
  return (
    <NotFoundPage
      title="API key"
      noun="key"
      icon={<KeyRound />}
      list={{ href: "/dashboard/api-keys", label: "API Keys" }}
    />
  );
}
