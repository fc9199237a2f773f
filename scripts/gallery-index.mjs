const titles = {
  public: "For everybody",
  owner: "As an owner",
  member: "As a member",
  administrator: "As the deployment’s administrator",
  customer: "As a customer, in their portal",
  newcomer: "As a newcomer",
};

/** docs/gallery/README.md: the sheets that there are, by who sees them. */
export function indexOf(publicShots, roles, isDrawn) {
  const groups = [{ role: "public", shots: publicShots }, ...roles];
  const parts = groups.map(({ role, shots }) => {
    const sheets = shots
      .filter(({ name }) => isDrawn(`${role}/${name}`))
      .map(({ name }) => `### ${name.replaceAll("-", " ")}\n\n![${role}: ${name}](${role}/${name}.webp)\n`);
    return `## ${titles[role]}\n\n${sheets.join("\n")}`;
  });
  return `# Gallery

Pages in both themes, at 1280 and at 375 pixels, with the demo data; second steps of a sign-in and some dialogs are not among them. \`npm run gallery\` draws it anew.

${parts.join("\n")}`;
}
