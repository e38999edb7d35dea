package dev.troupe.k8s;

import com.typesafe.config.Config;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.discovery.ServiceDiscovery.ResolvedTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node's search for other nodes has come to, in a sentence. Thread-safe. */
public final class NodeSearch implements Extension {
  private static final Logger LOG = LoggerFactory.getLogger(NodeSearch.class);
  private static final Id ID = new Id();

  private final Finding.Asked asked;
  private final AtomicReference<Optional<Finding>> last = new AtomicReference<>(Optional.empty());

  private NodeSearch(ActorSystem<?> system) {
    Config config = system.settings().config();
    Config contacts =
        config.getConfig("pekko.management.cluster.bootstrap.contact-point-discovery");
    String name = contacts.getString("service-name");
    asked =
        new Finding.Asked(
            config.getString("pekko.discovery." + ExplainedDiscovery.METHOD + ".method"),
            name,
            config.getString("pekko.discovery.kubernetes-api.pod-label-selector").formatted(name),
            contacts.getString("port-name"),
            contacts.getInt("required-contact-point-nr"));
  }

  /** The search of this actor system's node. */
  public static NodeSearch on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** What was found last, and what to do if it is not enough. */
  public String sentence() {
    return last.get()
        .map(finding -> finding.sentence(asked))
        .orElse("this node has not begun to look for others");
  }

  void found(List<ResolvedTarget> targets) {
    note(
        new Finding.Found(
            targets.stream()
                .map(each -> each.host() + each.getPort().map(port -> ":" + port).orElse(""))
                .distinct()
                .sorted()
                .toList()));
  }

  void failed(Throwable failure) {
    note(new Finding.Failed(why(failure)));
  }

  /** The file that is not there, however deep, or what the failure itself says. */
  private static String why(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof NoSuchFileException missing) {
        return Finding.Failed.NO_FILE + "'%s'".formatted(missing.getFile());
      }
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }

  /** Said when it changes, and not at each look. */
  private void note(Finding finding) {
    if (last.getAndSet(Optional.of(finding)).filter(finding::equals).isPresent()) {
      return;
    }
    if (finding.isEnough(asked)) {
      LOG.info("{}", finding.sentence(asked));
    } else {
      LOG.warn("{}", finding.sentence(asked));
    }
  }

  private static final class Id extends ExtensionId<NodeSearch> {
    @Override
    public NodeSearch createExtension(ActorSystem<?> system) {
      return new NodeSearch(system);
    }
  }
}
