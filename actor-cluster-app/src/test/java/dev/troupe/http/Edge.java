package dev.troupe.http;

import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Entities;
import dev.troupe.model.EntityType;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.tenants.Tenant;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/** A cluster of one node with its HTTP edge on a free port of this machine. */
final class Edge implements AutoCloseable {
  private static final String CONFIG =
      """
      troupe.tenants.only-known = false
      pekko {
        loglevel = warning
        actor.provider = cluster
        remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
        cluster {
          downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
          jmx.multi-mbeans-in-same-jvm = on
        }
        coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
        persistence {
          journal.plugin = "pekko.persistence.journal.inmem"
          snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
        }
      }
      """;

  /** Where nobody answers; what is done to tenants can't be served without an address. */
  private static final String NO_DATABASE =
      """
      troupe.database {
        url = "jdbc:postgresql://127.0.0.1:1/nobody"
        user = nobody
        password = nothing
        schema = troupe
        pool-size = 2
        reader-role = troupe_reader
      }
      """;

  private final ActorSystem<?> system;
  private final ServerBinding binding;
  private final Entities entities;
  private final Authentication authentication;
  private final AtomicInteger started = new AtomicInteger();

  private Edge(
      Authentication authentication,
      String config,
      Function<ActorSystem<?>, Route> more,
      UnaryOperator<Behavior<EntityEnvelope>> decorate,
      List<EntityType<?>> types)
      throws Exception {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "edge",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    ConfigFactory.parseString(config)
                        .withFallback(ConfigFactory.parseString(CONFIG))
                        .withFallback(ConfigFactory.load())
                        .resolve()),
                MessageSerializer.setup(
                    new MessageTypes(
                        Stream.concat(types.stream(), Stream.of(Tenant.TYPE)).toList(),
                        List.of()))));
    this.authentication = authentication.auditedBy(Audit.on(system)::counted);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    entities = Entities.on(system);
    types.forEach(type -> entities.host(type, each -> counted(decorate.apply(each))));
    binding = bind(more.apply(system), types.stream().<Served<?>>map(Served::all).toList());
  }

  private Behavior<EntityEnvelope> counted(Behavior<EntityEnvelope> behavior) {
    return Behaviors.setup(context -> {
      started.incrementAndGet();
      return behavior;
    });
  }

  // @start region="bind"
  private ServerBinding bind(Route more, List<Served<?>> served) throws Exception {
    HttpSettings settings = HttpSettings.of(system.settings().config());
    Route contracts = ContractRoutes.of(entities, served, settings, authentication);
    Route routes = Directives.concat(contracts, more);
    return Http.get(system)
        .newServerAt("127.0.0.1", 0)
        .withSettings(HttpSettings.server(system))
        .bind(Problems.sealed(routes))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  // @end

  static Edge of(EntityType<?>... types) throws Exception {
    return with("", Directives.reject(), types);
  }

  /** An edge that asks who it is. */
  static Edge of(
      Authentication authentication, Function<ActorSystem<?>, Route> more, EntityType<?>... types)
      throws Exception {
    return new Edge(authentication, NO_DATABASE, more, UnaryOperator.identity(), List.of(types));
  }

  static Edge with(String config, Route more, EntityType<?>... types) throws Exception {
    return new Edge(
        Authentication.none(), config, system -> more, UnaryOperator.identity(), List.of(types));
  }

  /** An edge whose entities never answer. */
  static Edge mute(String config, EntityType<?>... types) throws Exception {
    return new Edge(
        Authentication.none(),
        config,
        system -> Directives.reject(),
        each -> Behaviors.ignore(),
        List.of(types));
  }

  /** An edge that tells of what its entities are sent, on their threads. */
  static Edge heard(String config, Consumer<EntityEnvelope> listener, EntityType<?>... types)
      throws Exception {
    return new Edge(
        Authentication.none(),
        config,
        system -> Directives.reject(),
        each ->
            Behaviors.intercept(
                () ->
                    new BehaviorInterceptor<>(EntityEnvelope.class) {
                      @Override
                      public Behavior<EntityEnvelope> aroundReceive(
                          TypedActorContext<EntityEnvelope> context,
                          EntityEnvelope message,
                          ReceiveTarget<EntityEnvelope> target) {
                        listener.accept(message);
                        return target.apply(context, message);
                      }
                    },
                each),
        List.of(types));
  }

  InetSocketAddress address() {
    return binding.localAddress();
  }

  String url(String path) {
    return "http://127.0.0.1:" + address().getPort() + path;
  }

  Entities entities() {
    return entities;
  }

  ActorSystem<?> system() {
    return system;
  }

  /** How many entities were started so far. */
  int started() {
    return started.get();
  }

  @Override
  public void close() {
    binding
        .terminate(Duration.ofSeconds(1))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
