package dev.troupe.tracing;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.Entities;
import dev.troupe.http.Authentication;
import dev.troupe.http.ContractRoutes;
import dev.troupe.http.HttpSettings;
import dev.troupe.http.Problems;
import dev.troupe.http.Served;
import dev.troupe.monitor.Probe;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

/** A node of a cluster within this JVM, with a tracing SDK of its own that keeps its spans. */
final class TracedNode implements AutoCloseable {
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
              pekko.loglevel = WARNING
              troupe.tenants.only-known = false
              pekko.cluster.sharding.number-of-shards = 16
              """)
          .withFallback(PersistenceTestKitPlugin.config())
          .withFallback(ConfigFactory.load());

  final ActorSystem<Void> system;
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final ServerBinding binding;

  TracedNode() throws Exception {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "traced",
            ActorSystemSetup.create(
                BootstrapSetup.create(CONFIG),
                new Tracing.With(sdk),
                MessageSerializer.setup(new MessageTypes(List.of(Probe.TYPE), List.of()))));
    Entities entities = Entities.on(system).host(Probe.TYPE);
    binding =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(
                Problems.sealed(
                    ContractRoutes.of(
                        entities,
                        List.<Served<?>>of(Served.all(Probe.TYPE)),
                        HttpSettings.of(system.settings().config()),
                        Authentication.none())))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  void join(TracedNode seed) {
    Cluster.get(system)
        .manager()
        .tell(Join.create(Cluster.get(seed.system).selfMember().address()));
  }

  String url(String path) {
    return "http://127.0.0.1:" + binding.localAddress().getPort() + path;
  }

  /** The spans of this trace that have ended here. */
  List<SpanData> spans(String trace) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getTraceId().equals(trace))
        .toList();
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }
}
