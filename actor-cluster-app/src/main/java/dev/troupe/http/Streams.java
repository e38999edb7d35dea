package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.extractActorSystem;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;

import dev.troupe.cluster.Tenants;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.Limit;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The answers that are streamed to clients of this node, so many of a tenant at the same time.
 *
 * <p>One per actor system, got with {@link #on}. A stream has its place from the request until it
 * has ended, whichever way: it is done, it fails, its client goes, or its client takes nothing for
 * {@code troupe.http.stream-idle-timeout}. One that is never begun, because its client was gone by
 * then, has it for that long. Thread-safe; never blocks.
 */
public final class Streams implements Extension {
  private static final Id ID = new Id();
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ToLongFunction<TenantId> limit;
  private final Duration idle;
  private final Later later;
  private final ConcurrentMap<TenantId, Integer> open = new ConcurrentHashMap<>();

  /** Has something done some time later. */
  @FunctionalInterface
  interface Later {
    /** Has this done after this time, unless what is returned is run before. */
    Runnable run(Duration after, Runnable what);
  }

  /** Streams of which a tenant may have so many at a time. */
  Streams(ToLongFunction<TenantId> limit, Duration idle, Later later) {
    this.limit = limit;
    this.idle = idle;
    this.later = later;
  }

  /** The streams of this actor system. */
  public static Streams on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  private enum Stage {
    WAITING,
    RUNNING,
    ENDED
  }

  /** The right to one stream, until it is closed; closing it twice is harmless. */
  public final class Permit implements AutoCloseable {
    private final TenantId tenant;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile Runnable waitNoMore = () -> {};

    private Permit(TenantId tenant) {
      this.tenant = tenant;
    }

    private boolean begin() {
      waitNoMore.run();
      return stage.compareAndSet(Stage.WAITING, Stage.RUNNING);
    }

    private void giveUp() {
      if (stage.compareAndSet(Stage.WAITING, Stage.ENDED)) {
        leave(tenant);
      }
    }

    @Override
    public void close() {
      waitNoMore.run();
      if (stage.getAndSet(Stage.ENDED) != Stage.ENDED) {
        leave(tenant);
      }
    }
  }

  /**
   * Lets one more stream of this tenant in. It must be run by {@link #during}, within the time that
   * a client may take nothing, or closed.
   *
   * @throws Throttled if the tenant has as many as it may
   */
  public Permit open(TenantId tenant) {
    long most = limit.applyAsLong(tenant);
    open.compute(
        tenant,
        (same, before) -> {
          int now = before == null ? 0 : before;
          if (now >= most) {
            throw new Throttled("tenant " + tenant, Limit.STREAMS.setting(), now, most, SOON);
          }
          return now + 1;
        });
    Permit permit = new Permit(tenant);
    permit.waitNoMore = later.run(idle, permit::giveUp);
    return permit;
  }

  private void leave(TenantId tenant) {
    open.computeIfPresent(tenant, (same, now) -> now == 1 ? null : now - 1);
  }

  /** How many streams of this tenant are open. */
  public int running(TenantId tenant) {
    return open.getOrDefault(tenant, 0);
  }

  /** This, with the permit closed at its end, and ended when nobody takes anything for too long. */
  public <T> Source<T, NotUsed> during(Permit permit, Source<T, ?> source) {
    return Source.fromMaterializer((materializer, attributes) ->
            permit.begin()
                ? source
                    .backpressureTimeout(idle)
                    .watchTermination((before, done) -> {
                      var unused = done.whenComplete((end, failure) -> permit.close());
                      return NotUsed.notUsed();
                    })
                : Source.<T>failed(new Unavailable("the stream was not begun in time")))
        .mapMaterializedValue(before -> NotUsed.notUsed());
  }

  /**
   * Answers a tenant's request with 200 and this, piece by piece as the client takes it; or with
   * 429 if the tenant has as many streams open as it may.
   */
  public Route stream(TenantId tenant, ContentType type, Source<ByteString, ?> pieces) {
    return extractRequest(request -> {
      Permit permit;
      try {
        permit = open(tenant);
      } catch (Throttled e) {
        return extractActorSystem(system -> {
          Metrics.on(Adapter.toTyped(system)).throttled(tenant, e);
          return complete(Problem.of(e).toResponse());
        });
      }
      return complete(
          HttpResponse.create()
              .withEntity(HttpEntities.createChunked(type, during(permit, pieces))));
    });
  }

  /**
   * Answers an operator's request likewise, which counts for no tenant; it too is ended when nobody
   * takes anything for too long.
   */
  public Route stream(ContentType type, Source<ByteString, ?> pieces) {
    return complete(
        HttpResponse.create()
            .withEntity(HttpEntities.createChunked(type, pieces.backpressureTimeout(idle))));
  }

  private static final class Id extends ExtensionId<Streams> {
    @Override
    public Streams createExtension(ActorSystem<?> system) {
      Tenants tenants = Tenants.on(system);
      return new Streams(
          tenant -> tenants.limit(tenant, Limit.STREAMS),
          system.settings().config().getDuration("troupe.http.stream-idle-timeout"),
          (after, what) ->
              system.scheduler().scheduleOnce(after, what, system.executionContext())::cancel);
    }
  }
}
