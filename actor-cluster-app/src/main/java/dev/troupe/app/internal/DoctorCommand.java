package dev.troupe.app.internal;

import com.typesafe.config.ConfigException;
import dev.troupe.doctor.Diagnosis;
import dev.troupe.doctor.Report;
import dev.troupe.doctor.StartCheck;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.gather.ApiLook;
import dev.troupe.doctor.gather.ManifestReader;
import dev.troupe.doctor.gather.NodeLook;
import dev.troupe.doctor.rules.RightRules;
import dev.troupe.doctor.rules.Rules;
import dev.troupe.k8s.ApiAccess;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Examines an installation, and says what is wrong with it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Examines an installation: settings, database, manifests, rights at the Kubernetes API. Changes nothing.",
      "The settings are those of this environment, or those of the pods in the manifests; the database is the one of TROUPE_DATABASE_URL."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:there is no error", "1:there are errors", "2:the arguments are wrong"})
final class DoctorCommand implements Callable<Integer> {
  private static final int ERRORS = 1;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--manifests",
      paramLabel = "FILE|FOLDER|-",
      description =
          "What 'kubectl kustomize' or 'helm template' rendered; - reads it from standard input.")
  private @Nullable String manifests;

  @Option(
      names = "--pods",
      paramLabel = "NUMBER",
      description = "How many nodes there are to be, where the manifests don't say it.")
  private @Nullable Integer pods;

  @Option(
      names = "--node",
      paramLabel = "URL",
      description =
          "The management port of a node that runs, as http://10.0.0.7:7626, to compare with.")
  private @Nullable URI node;

  @Option(names = "--cluster", description = "Ask the Kubernetes API which rights the pod has.")
  private boolean cluster;

  @ArgGroup(exclusive = false, heading = "The Kubernetes API, outside of a pod:%n")
  private @Nullable Api api;

  @Mixin private OutputFormat output = new OutputFormat();

  @Option(
      names = "--accept",
      paramLabel = "IDS",
      defaultValue = "",
      description = "Rules whose findings are known, with commas; beside troupe.doctor.accept.")
  private String accept = "";

  @Option(names = "--list", description = "List the rules.")
  private boolean list;

  @Option(names = "--explain", paramLabel = "ID", description = "What a rule is about.")
  private @Nullable String explain;

  private static final class Api {
    @Option(
        names = "--api-server",
        paramLabel = "URL",
        required = true,
        description = "Its address.")
    private URI server = URI.create("");

    @Option(
        names = "--api-authority",
        paramLabel = "FILE",
        required = true,
        description = "The certificates that its own is signed by.")
    private Path authority = Path.of("");

    @Option(
        names = "--api-token-file",
        paramLabel = "FILE",
        required = true,
        description = "A token of the pods' service account.")
    private Path token = Path.of("");

    @Option(
        names = "--namespace",
        paramLabel = "NAME",
        required = true,
        description = "Of the pods.")
    private String namespace = "";
  }

  DoctorCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (list) {
      print(output.isJson() ? Report.listAsJson() : Report.list());
      return 0;
    }
    try {
      if (explain != null) {
        print(Report.section(Rules.get(explain)));
        return 0;
      }
      return examine();
    } catch (IllegalArgumentException | ConfigException e) {
      throw new ParameterException(spec.commandLine(), "troupe: " + e.getMessage(), e);
    }
  }

  private int examine() {
    Facts facts = Facts.NONE.withPods(pods == null ? OptionalInt.empty() : OptionalInt.of(pods));
    if (manifests != null) {
      progress("reading the manifests");
      facts = facts.withManifests(read(manifests));
    }
    NodeFacts settings = settings(facts);
    facts = withDatabase(facts.withNode(settings));
    if (cluster || api != null) {
      progress("asking the Kubernetes API");
      facts =
          facts.withCluster(
              facts
                  .cluster()
                  .withRights(ApiLook.at(access(settings), RightRules.needed(settings))));
    }
    if (node != null) {
      progress("asking the node");
      facts =
          facts.withCluster(facts.cluster().withRunning(NodeLook.at(node, InstantSource.system())));
    }
    Diagnosis diagnosis =
        Diagnosis.of(
            facts, Diagnosis.accepted(settings.text("troupe.doctor.accept") + "," + accept));
    print(output.isJson() ? Report.json(diagnosis) : Report.text(diagnosis));
    return diagnosis.hasErrors() ? ERRORS : 0;
  }

  private static ManifestFacts read(String from) {
    return from.equals("-") ? ManifestReader.read(System.in) : ManifestReader.read(Path.of(from));
  }

  private NodeFacts settings(Facts facts) {
    return facts
        .manifests()
        .flatMap(ExaminedSettings::ofPods)
        .orElseGet(() -> ExaminedSettings.of(environment));
  }

  private Facts withDatabase(Facts facts) {
    Optional<DatabaseSettings> database = DatabaseSettings.fromEnvironment(environment);
    if (database.isEmpty()) {
      return facts;
    }
    progress("asking the database");
    return facts.withDatabase(StartCheck.look(database.get()));
  }

  private ApiAccess access(NodeFacts settings) {
    return api == null
        ? ApiAccess.ofPod(environment, Path.of(settings.text("troupe.kubernetes.service-account")))
        : new ApiAccess(api.server, api.authority, api.token, api.namespace);
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("doctor: " + what + " ...");
    spec.commandLine().getErr().flush();
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
