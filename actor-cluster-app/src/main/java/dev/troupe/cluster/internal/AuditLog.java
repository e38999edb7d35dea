package dev.troupe.cluster.internal;

import dev.troupe.model.internal.Shown;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The audit as lines of the log, each with what it is about by name. */
final class AuditLog {
  /** What the logger is called. */
  static final String NAME = "dev.troupe.audit";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);

  private AuditLog() {}

  static void log(AuditEntry entry) {
    int colon = entry.target().indexOf(':');
    LOG.atLevel(entry.outcome() == Outcome.DONE ? Level.INFO : Level.WARN)
        .addKeyValue("tenant", Shown.of(entry.tenant()))
        .addKeyValue("principal", Shown.of(entry.principal()))
        .addKeyValue("entity", Shown.of(entry.target().substring(0, Math.max(0, colon))))
        .addKeyValue("command", Shown.of(entry.target().substring(colon + 1)))
        .addKeyValue("outcome", entry.outcome().name().toLowerCase(Locale.ROOT))
        .log("{}: {}", Shown.of(entry.action()), Shown.of(entry.detail()));
  }
}
