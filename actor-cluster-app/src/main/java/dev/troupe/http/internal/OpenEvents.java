package dev.troupe.http.internal;

import com.typesafe.config.Config;
import dev.troupe.cluster.Tenants;
import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The streams of events that are open on this node. One ends when its reader goes, when it has been
 * open for as long as it may, when its tenant is not served any more, and when the node leaves.
 * Thread-safe.
 */
public final class OpenEvents implements Extension {
  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final Tenants tenants;
  private final int room;
  private final Duration heartbeat;
  private final Duration longest;
  private final AtomicLong begun = new AtomicLong();
  private final Map<EventBuffer<?>, Optional<TenantId>> open = new ConcurrentHashMap<>();

  private OpenEvents(ActorSystem<?> system) {
    this.system = system;
    this.tenants = Tenants.on(system);
    Config config = system.settings().config().getConfig("troupe.http.events");
    this.room = config.getInt("buffer");
    this.heartbeat = config.getDuration("heartbeat");
    this.longest = config.getDuration("longest");
    tenants.listen(this::changed);
    // Before the server waits for what it serves to end, which these would not by themselves.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "end-streams-of-events",
            () -> {
              open.keySet().forEach(each -> each.end("this node is leaving"));
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  /** Those of this actor system. */
  public static OpenEvents on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Has a listener told of events from now on, and the buffer of what else there is to say. */
  @FunctionalInterface
  public interface Beginning<M> {
    /** Begins to. */
    void begin(ActorRef<M> listener, EventBuffer<M> buffer);
  }

  /**
   * A stream of events.
   *
   * @param tenant whose they are; empty if nobody's
   * @param isResumed whether the reader has read another before, and so has missed what was between
   * @param dropped is run for each event for which the reader is too slow
   */
  public <M> Source<ByteString, NotUsed> of(
      Optional<TenantId> tenant,
      boolean isResumed,
      EventText text,
      Runnable dropped,
      Beginning<M> beginning) {
    return Source.fromMaterializer(
            (materializer, attributes) -> {
              EventBuffer<M> buffer = new EventBuffer<>(room, dropped);
              if (isResumed) {
                buffer.note(new EventBuffer.Gap<>(Optional.empty()));
              }
              ActorRef<Object> listener =
                  system.systemActorOf(
                      listening(buffer), "events-" + begun.incrementAndGet(), Props.empty());
              open.put(buffer, tenant);
              tenant.ifPresent(this::changed);
              beginning.begin(listener.narrow(), buffer);
              return Source.unfoldAsync(
                      buffer,
                      same -> same.take().thenApply(next -> next.map(it -> Pair.create(same, it))))
                  .map(text::of)
                  .keepAlive(heartbeat, () -> EventText.HEARTBEAT)
                  .takeWithin(longest)
                  .watchTermination((before, done) -> {
                    var unused =
                        done.whenComplete((end, failure) -> {
                          open.remove(buffer);
                          buffer.end("nobody reads");
                          listener.tell(End.END);
                        });
                    return NotUsed.notUsed();
                  });
            })
        .mapMaterializedValue(before -> NotUsed.notUsed());
  }

  private enum End {
    END
  }

  @SuppressWarnings("unchecked") // It is subscribed to messages of this type, and ended by us.
  private static <M> Behavior<Object> listening(EventBuffer<M> buffer) {
    return Behaviors.receiveMessage(message -> {
      if (message == End.END) {
        return Behaviors.stopped();
      }
      buffer.offer((M) message);
      return Behaviors.same();
    });
  }

  private void changed(TenantId tenant) {
    try {
      tenants.require(tenant);
    } catch (NotServed refused) {
      open.forEach((buffer, whose) -> {
        if (whose.equals(Optional.of(tenant))) {
          buffer.end(refused.code());
        }
      });
    } catch (Unavailable unknown) {
      // Whether it is served shows when the database is there again; until then nothing is sent.
    }
  }

  /** How many are open. */
  public int count() {
    return open.size();
  }

  private static final class Id extends ExtensionId<OpenEvents> {
    @Override
    public OpenEvents createExtension(ActorSystem<?> system) {
      return new OpenEvents(system);
    }
  }
}
