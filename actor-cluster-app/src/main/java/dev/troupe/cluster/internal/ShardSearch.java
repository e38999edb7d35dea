package dev.troupe.cluster.internal;

import dev.troupe.model.Unavailable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorIdentity;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.pattern.Patterns;

/**
 * Asks every node whether it has a shard, and whether an actor of it runs there.
 *
 * <p>Asked are the actors themselves, by Pekko's {@code Identify}: whoever is there answers that it
 * is, without its behavior hearing of it, and nobody is started by being asked. So two small
 * messages go to each node, whatever the number of entities. Thread-safe.
 */
public final class ShardSearch {
  private final ActorSystem system;
  private final String guardian;

  /** Searches the cluster that this actor system is a member of. */
  public ShardSearch(ActorSystem system) {
    this.system = system;
    this.guardian = system.settings().config().getString("pekko.cluster.sharding.guardian-name");
  }

  /**
   * Where it was found.
   *
   * @param node as {@code host:port}
   * @param isActive whether the actor that was looked for runs
   */
  public record Found(String node, boolean isActive) {}

  /**
   * The node that has this shard; none if all nodes say that they have not.
   *
   * <p>Fails with {@link Unavailable} if one did not answer in time and no other has the shard.
   *
   * @param patience how long each node may take
   */
  public CompletionStage<Optional<Found>> find(
      String type, String shard, String actor, Duration patience) {
    CompletableFuture<Optional<Found>> result = new CompletableFuture<>();
    List<CompletableFuture<Boolean>> looks = new ArrayList<>();
    List<Address> nodes = ClusterMembers.present(system);
    for (Address node : nodes) {
      ActorPath path = child(child(sharding(node), type), shard);
      CompletableFuture<Boolean> hasShard = isThere(path, patience);
      CompletableFuture<Boolean> isActive = isThere(child(path, actor), patience);
      looks.add(
          hasShard.thenCombine(
              isActive,
              (has, runs) -> {
                if (has) {
                  result.complete(Optional.of(new Found(hostAndPort(node), runs)));
                }
                return has;
              }));
    }
    CompletableFuture<Optional<Found>> nowhere =
        CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
            .handle((all, failure) -> {
              if (failure == null) {
                return Optional.empty();
              }
              throw silent(nodes, looks);
            });
    // Who has it completes the first before all can have completed the second.
    return result.applyToEither(nowhere, found -> found);
  }

  private ActorPath sharding(Address node) {
    return new RootActorPath(node, "/").child("system").child(guardian);
  }

  /** Named as Pekko names regions, shards and entities. */
  private static ActorPath child(ActorPath parent, String name) {
    return parent.child(URLEncoder.encode(name, StandardCharsets.UTF_8));
  }

  private CompletableFuture<Boolean> isThere(ActorPath path, Duration patience) {
    return Patterns.ask(system.actorSelection(path), new Identify(path.name()), patience)
        .thenApply(answer ->
            answer instanceof ActorIdentity identity && identity.getActorRef().isPresent())
        .toCompletableFuture();
  }

  private static Unavailable silent(List<Address> nodes, List<CompletableFuture<Boolean>> looks) {
    List<String> silent = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      if (looks.get(i).isCompletedExceptionally()) {
        silent.add(hostAndPort(nodes.get(i)));
      }
    }
    return new Unavailable(
        "no node that answers has the shard, and of '%s' nothing was heard; ask again"
            .formatted(String.join(", ", silent)));
  }

  /** An address without what is the same for all nodes. */
  public static String hostAndPort(Address node) {
    return "%s:%s"
        .formatted(node.getHost().orElse("local"), node.getPort().map(String::valueOf).orElse("0"));
  }
}
