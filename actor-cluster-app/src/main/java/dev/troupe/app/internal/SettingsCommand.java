package dev.troupe.app.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.settings.KnownSettings;
import dev.troupe.settings.SettingInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what each setting is, and where that was said. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints every setting of a node in this environment: its value, its default, what it takes, and where the value is from.",
      "What a node would not start with is said on standard error. Starts nothing."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:a node would take them all",
      "1:there are settings that it would not take",
      "2:the arguments are wrong"
    })
final class SettingsCommand implements Callable<Integer> {
  private static final int WRONG = 1;
  private static final List<String> HEADER =
      List.of("SETTING", "VALUE", "DEFAULT", "TAKES", "FROM");

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Only settings that begin so, as http or troupe.http.")
  private String prefix = "";

  @Mixin private OutputFormat output = new OutputFormat();

  SettingsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    KnownSettings known = KnownSettings.ofLibraries();
    Config whole =
        NodeConfig.given(
            environment,
            ConfigFactory.defaultOverrides().withFallback(database()),
            ConfigFactory.defaultApplication());
    List<SettingInForce> chosen = chosen(known, whole);
    spec.commandLine().getOut().print(output.isJson() ? json(chosen) : text(chosen));
    spec.commandLine().getOut().flush();
    List<String> findings = known.findings(whole);
    findings.forEach(each -> spec.commandLine().getErr().println("troupe: " + each));
    return findings.isEmpty() ? 0 : WRONG;
  }

  private Config database() {
    return DatabaseSettings.fromEnvironment(environment)
        .map(DatabaseSettings::toConfig)
        .orElseGet(() -> ExaminedSettings.database(environment));
  }

  private List<SettingInForce> chosen(KnownSettings known, Config whole) {
    String begin =
        prefix.isEmpty() || prefix.startsWith(KnownSettings.ROOT)
            ? prefix
            : KnownSettings.ROOT + "." + prefix;
    List<SettingInForce> chosen =
        known.inForce(whole).stream()
            .filter(each -> each.setting().key().startsWith(begin))
            .toList();
    if (chosen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "troupe: no setting begins with '%s'%s"
              .formatted(
                  begin, known.nearest(begin).map("; did you mean %s?"::formatted).orElse("")));
    }
    return chosen;
  }

  private static String text(List<SettingInForce> settings) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    settings.forEach(each ->
        rows.add(
            List.of(
                each.setting().key(),
                each.shown(),
                each.setting().shownDefault(),
                each.setting().allowed().words(),
                each.origin())));
    int[] widths =
        IntStream.range(0, HEADER.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
            .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + System.lineSeparator();
  }

  private static String json(List<SettingInForce> settings) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (SettingInForce each : settings) {
      ObjectNode one = array.addObject();
      one.put("setting", each.setting().key());
      one.put("value", each.shown());
      one.put("default", each.setting().shownDefault());
      one.put("isDefault", each.isDefault());
      one.put("kind", each.setting().allowed().kind().words());
      one.put("unit", each.setting().allowed().unit());
      one.put("range", each.setting().allowed().range());
      one.put("from", each.origin());
    }
    return array.toPrettyString() + System.lineSeparator();
  }
}
