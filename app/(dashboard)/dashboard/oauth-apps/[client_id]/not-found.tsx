import { AppWindow } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function OAuthAppNotFound() {
  return (
    <NotFoundPage
      title="OAuth app"
      noun="app"
      icon={<AppWindow />}
      list={{ href: "/dashboard/oauth-apps", label: "OAuth apps" }}
    />
  );
}
