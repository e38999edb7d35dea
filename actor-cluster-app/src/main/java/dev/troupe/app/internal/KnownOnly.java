package dev.troupe.app.internal;

import com.typesafe.config.Config;
import dev.troupe.app.StartFailure;
import dev.troupe.settings.KnownSettings;
import dev.troupe.settings.SettingInForce;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a node from starting with settings that there are not, and says which it starts with. */
final class KnownOnly {
  private static final Logger LOG = LoggerFactory.getLogger(KnownOnly.class);
  private static final KnownSettings KNOWN = KnownSettings.ofLibraries();

  private KnownOnly() {}

  /**
   * Looks through the whole configuration.
   *
   * @throws StartFailure that names all settings that there are not or that can't have their value
   */
  static void require(Config whole) {
    List<String> findings = KNOWN.findings(whole);
    if (!findings.isEmpty()) {
      throw new StartFailure(
          findings.size() == 1
              ? "configuration: " + findings.getFirst()
              : "configuration: %d settings can't be used:%n  %s"
                  .formatted(findings.size(), String.join("%n  ".formatted(), findings)));
    }
  }

  /** A line for each setting that is not what it is by default. */
  static void log(Config whole) {
    for (SettingInForce each : KNOWN.inForce(whole)) {
      if (!each.isDefault()) {
        LOG.info(
            "{} is '{}' ({}), by default '{}'",
            each.setting().key(),
            each.shown(),
            each.origin(),
            each.setting().shownDefault());
      }
    }
  }
}
