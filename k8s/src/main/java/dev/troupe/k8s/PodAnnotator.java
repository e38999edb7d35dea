package dev.troupe.k8s;

import com.typesafe.config.Config;
import dev.troupe.k8s.internal.KubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to its own pod, and to no other, which version the node is and what it costs to end it.
 * What can't be written is said once, and tried again; the node goes on without it.
 */
public final class PodAnnotator {
  /** Read by the ReplicaSet's controller when it has too many pods. */
  static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  /** For people. */
  static final String VERSION = "troupe.dev/app-version";

  private static final Logger LOG = LoggerFactory.getLogger(PodAnnotator.class);
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final Pod pod;
  private final UniqueAddress self;
  private final Map<UniqueAddress, Member> members = new HashMap<>();
  private final Map<String, String> written = new HashMap<>();
  private Optional<String> complaint = Optional.empty();

  private PodAnnotator(Pod pod, UniqueAddress self) {
    this.pod = pod;
    this.self = self;
  }

  /** What the actor is told. */
  sealed interface Message {
    /** The cluster has changed. */
    record Changed(MemberEvent event) implements Message {}

    /** It is time to try again. */
    record Again() implements Message {}
  }

  /** Writes annotations of one pod. */
  @FunctionalInterface
  interface Writer {
    void write(Map<String, String> annotations) throws KubernetesApi.Refused;
  }

  /**
   * The node's own pod.
   *
   * @param name of it
   * @param version of the app
   * @param writer writes to it
   * @param complain is told why something could not be written, once for each reason
   */
  record Pod(String name, String version, Writer writer, Consumer<String> complain) {}

  /** Starts one where {@code troupe.kubernetes.annotate-pod} is on; it ends with the system. */
  public static void startIfAsked(ActorSystem<?> system) {
    Config config = system.settings().config().getConfig("troupe.kubernetes");
    if (!config.getBoolean("annotate-pod")) {
      return;
    }
    String name = config.getString("pod-name");
    try {
      KubernetesApi api =
          KubernetesApi.of(System.getenv(), Path.of(config.getString("service-account")));
      Pod pod =
          new Pod(
              name,
              system.settings().config().getString("pekko.cluster.app-version"),
              annotations -> api.annotate(name, annotations),
              LOG::warn);
      // It waits for the API, which must hold up nobody else.
      Props blocking = DispatcherSelector.blocking();
      system.systemActorOf(create(pod), "pod-annotator", blocking);
    } catch (KubernetesApi.Refused e) {
      LOG.warn("pod '{}' is not annotated: {}", name, e.getMessage());
    }
  }

  static Behavior<Message> create(Pod pod) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> start(context, timers, pod)));
  }

  private static Behavior<Message> start(
      ActorContext<Message> context, TimerScheduler<Message> timers, Pod pod) {
    Cluster cluster = Cluster.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberEvent.class, Message.Changed::new),
                MemberEvent.class));
    timers.startTimerWithFixedDelay(new Message.Again(), AGAIN);
    PodAnnotator annotator = new PodAnnotator(pod, cluster.selfMember().uniqueAddress());
    return Behaviors.receive(Message.class)
        .onAnyMessage(message -> {
          if (message instanceof Message.Changed changed) {
            annotator.note(changed.event().member());
          }
          annotator.write();
          return Behaviors.same();
        })
        .build();
  }

  /** As it was told: what the cluster says when it is asked may be of a moment before. */
  private void note(Member member) {
    if (member.status().equals(MemberStatus.removed())) {
      members.remove(member.uniqueAddress());
    } else {
      members.put(member.uniqueAddress(), member);
    }
  }

  private void write() {
    Optional<Integer> cost = DeletionCost.of(self, members.values());
    if (cost.isEmpty()) {
      return;
    }
    Map<String, String> wanted = Map.of(COST, String.valueOf(cost.get()), VERSION, pod.version());
    if (wanted.equals(written)) {
      return;
    }
    try {
      pod.writer().write(wanted);
      written.putAll(wanted);
      complaint = Optional.empty();
    } catch (KubernetesApi.Refused e) {
      complain(sentence(e));
    }
  }

  private void complain(String why) {
    if (complaint.filter(why::equals).isEmpty()) {
      pod.complain().accept(why);
    }
    complaint = Optional.of(why);
  }

  private String sentence(KubernetesApi.Refused refused) {
    String said =
        "pod '%s' is not annotated, and Kubernetes chooses without it which pod to end: %s"
            .formatted(pod.name(), refused.getMessage());
    return refused.isForbidden()
        ? said
            + "; give its service account a Role with the verb 'patch' on 'pods', or set troupe.kubernetes.annotate-pod (TROUPE_KUBERNETES_ANNOTATE_POD) to off"
        : said;
  }
}
