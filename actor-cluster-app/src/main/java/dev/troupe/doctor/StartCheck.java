package dev.troupe.doctor;

import com.typesafe.config.Config;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.gather.FileLook;
import dev.troupe.doctor.rules.Finding;
import dev.troupe.doctor.rules.Rule;
import dev.troupe.doctor.rules.Severity;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.DatabaseUnavailable;
import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import dev.troupe.persistence.postgres.facts.DatabaseLook;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Examines a node that starts, its settings and its database, as {@code troupe.doctor} says. */
public final class StartCheck {
  private static final Logger LOG = LoggerFactory.getLogger("dev.troupe.doctor");

  private StartCheck() {}

  /**
   * Logs what is wrong, and returns; or does nothing where {@code at-start} is {@code off}. Blocks
   * for as long as the database needs to answer a few small questions.
   *
   * @throws IllegalArgumentException if {@code at-start} is {@code strict} and there is an error,
   *     or a setting of the doctor is none
   */
  public static void run(Config config, DatabaseSettings database) {
    String mode = config.getString("troupe.doctor.at-start");
    if (mode.equals("off") || mode.equals("false")) { // HOCON reads a bare off as false.
      return;
    }
    if (!List.of("warn", "strict").contains(mode)) {
      throw new IllegalArgumentException(
          "troupe.doctor.at-start must be 'off', 'warn' or 'strict', was '%s'".formatted(mode));
    }
    if (mode.equals("strict")) {
      refuse(config, database);
    } else {
      warn(config, database);
    }
  }

  private static void refuse(Config config, DatabaseSettings database) {
    Diagnosis diagnosis =
        examine(config, database, Diagnosis.accepted(config.getString("troupe.doctor.accept")));
    if (diagnosis.hasErrors()) {
      throw new IllegalArgumentException(refusal(diagnosis));
    }
  }

  /**
   * Who only warns keeps no node from starting: not with an id of a newer build, nor by failing.
   */
  private static void warn(Config config, DatabaseSettings database) {
    try {
      String accepted = config.getString("troupe.doctor.accept");
      Diagnosis.unknown(accepted)
          .forEach(
              id -> LOG.warn("doctor: troupe.doctor.accept names '{}', which is no rule here", id));
      examine(config, database, Diagnosis.acceptedOfThisBuild(accepted));
    } catch (RuntimeException e) {
      LOG.warn("doctor: the node could not be examined, and starts all the same", e);
    }
  }

  private static Diagnosis examine(Config config, DatabaseSettings database, Set<Rule> accepted) {
    Diagnosis diagnosis =
        Diagnosis.of(
            Facts.NONE.withNode(FileLook.at(config)).withDatabase(look(database)), accepted);
    diagnosis.findings().forEach(StartCheck::log);
    LOG.info("doctor: {}", Report.summary(diagnosis));
    return diagnosis;
  }

  /** What came of looking at a database. */
  public static Looked<DatabaseFacts> look(DatabaseSettings database) {
    try {
      return Looked.at(DatabaseLook.at(database, InstantSource.system()));
    } catch (DatabaseUnavailable e) {
      return Looked.failed(String.valueOf(e.getMessage()));
    }
  }

  private static void log(Finding finding) {
    if (finding.rule().severity() == Severity.INFO) {
      LOG.info("doctor: {}; see {}", finding, finding.rule().page());
    } else {
      LOG.warn("doctor: {}; see {}", finding, finding.rule().page());
    }
  }

  private static String refusal(Diagnosis diagnosis) {
    return diagnosis.of(Severity.ERROR).stream()
        .map(each -> "%s (%s); %s".formatted(each.rule().id(), each.evidence(), each.rule().fix()))
        .collect(
            Collectors.joining(
                " ",
                "doctor: troupe.doctor.at-start is 'strict', and there are errors: ",
                " 'troupe doctor --explain ID' says more"));
  }
}
