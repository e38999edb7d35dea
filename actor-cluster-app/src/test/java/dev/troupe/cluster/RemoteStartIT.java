package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.local.LocalCertificates;
import dev.troupe.local.NodeProcess;
import dev.troupe.local.NodeProcess.Launch;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Actors are started on another JVM by its host and port, and used by their references. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteStartIT {
  private static final int MESSAGES = 10_000;

  /** Fewer than wait for a connection before the next are dropped. */
  private static final int BATCH = 1_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private GreenhouseNode here;
  private NodeProcess other;
  private Address there;

  @BeforeAll
  void start(@TempDir Path directory) {
    Path tls = LocalCertificates.in(directory.resolve("tls")).toAbsolutePath();
    here = GreenhouseNode.start(tls);
    here.join(here.address());
    other =
        NodeProcess.start(
            2,
            // It listens on a port that its remoting chooses, and on no other.
            new NodeAddress("127.0.0.1", 8080, 7626, 17355),
            new Launch(
                GreenhouseNode.class,
                DatabaseSettings.of("jdbc:postgresql://127.0.0.1/none", "nobody", "none"),
                Map.of(
                    GreenhouseNode.SEED, here.address().toString(),
                    GreenhouseNode.TLS, tls.toString()),
                number -> List.of(),
                number -> List.of()),
            directory.resolve("other.log"));
    there = TestProbe.create(here.system()).awaitAssert(PATIENCE, this::otherMember);
  }

  private Address otherMember() {
    assertThat(other.isAlive()).as(() -> other.lastWords(40)).isTrue();
    List<Address> up =
        StreamSupport.stream(Cluster.get(here.system()).state().getMembers().spliterator(), false)
            .filter(member -> member.status().equals(MemberStatus.up()))
            .map(Member::address)
            .filter(address -> !address.equals(here.address()))
            .toList();
    assertThat(up).as(() -> other.lastWords(40)).hasSize(1);
    return up.getFirst();
  }

  @AfterAll
  void stop() {
    other.stop();
    if (!other.awaitEnd(PATIENCE)) {
      other.kill();
    }
    here.close();
  }

  private ActorRef<Greenhouse.Count> started() {
    ActorRef<Greenhouse.Command> greenhouse =
        ActorRefResolver.get(here.system())
            .resolveActorRef(
                "pekko://greenhouses@%s:%s/system/%s"
                    .formatted(there.getHost().get(), there.getPort().get(), Greenhouse.NAME));
    TestProbe<Greenhouse.Grown> grown = TestProbe.create(here.system());
    greenhouse.tell(new Greenhouse.Grow(grown.ref()));
    return grown.receiveMessage(PATIENCE).counter();
  }

  @Test
  void anActorIsStartedByTheHostAndPortOfItsNodeAndRunsInAnotherProcess() {
    ActorRef<Greenhouse.Count> counter = started();
    TestProbe<Greenhouse.Sum> sums = TestProbe.create(here.system());
    counter.tell(new Greenhouse.GetSum(sums.ref()));

    assertThat(counter.path().address()).isEqualTo(there);
    assertThat(sums.receiveMessage(PATIENCE)).isEqualTo(new Greenhouse.Sum(0, other.pid()));
  }

  @Test
  void tenThousandMessagesReachAnActorOfAnotherJvmOnceEach() {
    ActorRef<Greenhouse.Count> counter = started();
    TestProbe<Greenhouse.Sum> sums = TestProbe.create(here.system());
    for (int sent = 0; sent < MESSAGES; sent += BATCH) {
      for (int i = 0; i < BATCH; i++) {
        counter.tell(new Greenhouse.Add(1));
      }
      counter.tell(new Greenhouse.GetSum(sums.ref()));
      assertThat(sums.receiveMessage(PATIENCE).sum()).isEqualTo(sent + BATCH);
    }
  }
}
