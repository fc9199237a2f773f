import { Fingerprint } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function TokenNotFound() {
  return (
    <NotFoundPage
      title="Personal access token"
      noun="token"
      icon={<Fingerprint />}
      list={{ href: "/dashboard/tokens", label: "Personal access tokens" }}
    />
  );
}
