using FinCluster.Gateway.Compliance.Copies;

namespace FinCluster.Cli.Serving;

/// <summary>What a server has to do with copies of audit logs.</summary>
/// <param name="Kept">Where it keeps those of sites, and who sends them; null for nowhere.</param>
/// <param name="Sent">Where its own log is copied to, and by what it is known there; null for nowhere.</param>
internal sealed record AuditCopySettings((string Folder, SiteKeys Sites)? Kept, (Uri Address, string Key)? Sent);
