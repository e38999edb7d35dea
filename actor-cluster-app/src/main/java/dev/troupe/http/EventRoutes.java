package dev.troupe.http;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.server.Directives.extractActorSystem;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.optionalHeaderValueByName;
import static org.apache.pekko.http.javadsl.server.Directives.parameterOptional;
import static org.apache.pekko.http.javadsl.server.Directives.respondWithHeader;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.actor.TopicType;
import dev.troupe.cluster.TopicRef;
import dev.troupe.cluster.Topics;
import dev.troupe.http.internal.EventBuffer;
import dev.troupe.http.internal.EventBuffer.Note;
import dev.troupe.http.internal.EventText;
import dev.troupe.http.internal.OpenEvents;
import dev.troupe.http.internal.Requests;
import dev.troupe.metrics.Metrics;
import dev.troupe.metrics.internal.TopicMeters;
import dev.troupe.metrics.internal.TopicMeters.Reason;
import dev.troupe.model.Failure;
import dev.troupe.model.internal.Names;
import dev.troupe.model.internal.StageFailure;
import io.micrometer.core.instrument.Counter;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.PathMatcher0;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * What happens, told over HTTP while it happens, as server-sent events ({@code text/event-stream}):
 * what is published on a tenant's topic, or on the event stream of the node.
 *
 * <p>Each event has the name of its record, and JSON of one line. The first line is the comment
 * {@code subscribed}: what happens from then on is sent, at most once. Nothing is kept for who
 * comes again: one that says by {@code Last-Event-ID} that it has read before gets the event {@code
 * gap} first, and so does one that is so slow that events had to be dropped, there with how many.
 *
 * <p>A stream counts as one of the tenant's ({@code troupe.tenants.limits.streams}). It ends when
 * the tenant is not served any more, when the node leaves, and after {@code
 * troupe.http.events.longest}, so that a right that ended is noticed by then: readers come again by
 * themselves, and are asked who they are.
 */
public final class EventRoutes {
  private static final ContentType TEXT = MediaTypes.TEXT_EVENT_STREAM.toContentType();

  private EventRoutes() {}

  /**
   * {@code GET /tenants/{tenant}/topics/{type}?id=…}, for those who have {@code type:subscribe}.
   *
   * @throws IllegalArgumentException if a message is called as the event {@code gap} is
   */
  public static <M> GuardedRoute topic(TopicType<M> type) {
    if (Names.leaves(type.name(), type.protocol()).stream()
        .anyMatch(leaf -> Names.kebab(leaf).equals(EventText.GAP))) {
      throw new IllegalArgumentException(
          "topic type '%s': no message that is served can be called '%s'; rename it"
              .formatted(type.name(), EventText.GAP));
    }
    EventText text = EventText.of(type.protocol());
    return TenantRoutes.tenant(
        GET,
        segment("topics").slash(type.name()),
        type.name() + ":subscribe",
        asked ->
            parameterOptional(
                "id",
                id ->
                    reader((system, isResumed) -> {
                      String its =
                          Requests.key(asked.tenant().value(), id.orElse(Topics.ANY_ID)).id();
                      TopicRef<M> topic = Topics.on(system).refFor(type, asked.tenant(), its);
                      return Streams.on(system).stream(
                          asked.tenant(),
                          TEXT,
                          OpenEvents.on(system)
                              .of(
                                  Optional.of(asked.tenant()),
                                  isResumed,
                                  text,
                                  dropped(system, type.name())::increment,
                                  (ActorRef<M> listener, EventBuffer<M> buffer) ->
                                      begin(topic, listener, buffer)));
                    })));
  }

  /**
   * This path, at which operators who have {@code operator:verb} hear what is published on the
   * event stream of the node that they ask: of this type and its subtypes.
   *
   * @param events a record, or a sealed interface of records, of nothing that a tenant says
   */
  public static <E> GuardedRoute node(PathMatcher0 path, String verb, Class<E> events) {
    EventText text = EventText.of(events);
    return TenantRoutes.operator(
        path,
        verb,
        who ->
            get(() ->
                reader((system, isResumed) ->
                    Streams.on(system).stream(
                        TEXT,
                        OpenEvents.on(system)
                            .of(
                                Optional.empty(),
                                isResumed,
                                text,
                                dropped(system, Names.kebab(events))::increment,
                                (ActorRef<E> listener, EventBuffer<E> buffer) -> {
                                  system
                                      .eventStream()
                                      .tell(new EventStream.Subscribe<>(events, listener));
                                  buffer.note(new Note<>("subscribed"));
                                })))));
  }

  private static <M> void begin(TopicRef<M> topic, ActorRef<M> listener, EventBuffer<M> buffer) {
    var unused =
        topic
            .subscribe(listener)
            .whenComplete((done, failure) -> {
              if (failure == null) {
                buffer.note(new Note<>("subscribed"));
              } else {
                buffer.end(
                    StageFailure.cause(failure) instanceof Failure known
                        ? known.code()
                        : "unavailable");
              }
            });
  }

  private static Counter dropped(ActorSystem<?> system, String type) {
    return TopicMeters.dropped(Metrics.on(system).registry(), type, Reason.SLOW_READER);
  }

  /** One tenant's events must not be served to another from a cache between. */
  private static Route reader(BiFunction<ActorSystem<?>, Boolean, Route> inner) {
    return optionalHeaderValueByName(
        "Last-Event-ID",
        last ->
            extractActorSystem(system ->
                respondWithHeader(
                    RawHeader.create("Cache-Control", "no-store"),
                    () -> inner.apply(Adapter.toTyped(system), last.isPresent()))));
  }
}
