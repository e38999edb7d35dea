package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BlockingDetectorTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(BlockingDetector.class);

  private final ActorTestKit kit = kit("troupe.blocking-detector.threshold = 200ms");
  private final BlockingDetector detector = BlockingDetector.get(kit.system());
  private final CountDownLatch until = new CountDownLatch(1);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private static ActorTestKit kit(String settings) {
    return ActorTestKit.create(
        ConfigFactory.parseString(settings).withFallback(ConfigFactory.load("application-test")));
  }

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.WARN);
    LOG.setAdditive(false);
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(log);
    LOG.setLevel(null);
    LOG.setAdditive(true);
    until.countDown();
    kit.shutdownTestKit();
  }

  private Behavior<String> waiting() {
    return Behaviors.receiveMessage(text -> {
      await(until);
      return Behaviors.same();
    });
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitFound(int times, String method) {
    TestProbe.create(kit.system())
        .awaitAssert(
            Duration.ofSeconds(60),
            Duration.ofMillis(50),
            () -> {
              assertThat(found(method)).isEqualTo(times);
              return true;
            });
  }

  private long found(String method) {
    return detector.byPlace().entrySet().stream()
        .filter(each -> each.getKey().contains("." + method + "("))
        .mapToLong(each -> each.getValue())
        .sum();
  }

  @Test
  void aHandlerThatBlocksTheDefaultDispatcherIsLoggedWithItsStackOncePerPlaceAndCounted() {
    kit.spawn(waiting(), "one").tell("wait");
    awaitFound(1, "await");
    kit.spawn(waiting(), "two").tell("wait");
    awaitFound(2, "await");

    assertThat(detector.total()).isEqualTo(2);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .contains("default-dispatcher", "has been blocked for PT0.2S at ")
        .contains("BlockingDetectorTest.await(BlockingDetectorTest.java:")
        .contains("\tat org.apache.pekko.dispatch.Mailbox.run(");
  }

  @Test
  void aCallbackOfAFutureThatBlocksTheDispatcherIsFound() {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> awaitInACallback(until), kit.system().executionContext()::execute);
    awaitFound(1, "awaitInACallback");
    assertThat(done).isNotDone();
  }

  private static void awaitInACallback(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aHandlerThatWaitsForASocketIsFound() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      kit.spawn(
              Behaviors.<String>receiveMessage(text -> {
                accept(socket);
                return Behaviors.same();
              }))
          .tell("accept");
      awaitFound(1, "accept");
    }
    assertThat(log.list).hasSize(1);
  }

  private static void accept(ServerSocket socket) {
    try {
      socket.accept().close();
    } catch (IOException e) {
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void neitherWhoComputesNorWhoBlocksElsewhereIsFound() {
    AtomicBoolean isToStop = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(2);
    kit.spawn(
            Behaviors.<String>receiveMessage(text -> {
              started.countDown();
              while (!isToStop.get()) {
                Thread.onSpinWait();
              }
              return Behaviors.same();
            }),
            "computes")
        .tell("compute");
    kit.spawn(
            Behaviors.<String>receiveMessage(text -> {
              started.countDown();
              await(until);
              return Behaviors.same();
            }),
            "elsewhere",
            DispatcherSelector.blocking())
        .tell("wait");
    // Who starts to block after them is found, and so was looked at for no longer than they.
    assertThat(startedWithin(started)).isTrue();
    CompletableFuture<Void> blocks =
        CompletableFuture.runAsync(
            () -> awaitInACallback(until), kit.system().executionContext()::execute);
    awaitFound(1, "awaitInACallback");
    assertThat(blocks).isNotDone();
    isToStop.set(true);
    assertThat(detector.total()).isEqualTo(1);
  }

  private static boolean startedWithin(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isStartedWithTheSystemUnlessItIsOff() {
    assertThat(detector.isRunning()).isTrue();
    ActorTestKit quiet = kit("troupe.blocking-detector.enabled = off");
    try {
      assertThat(BlockingDetector.get(quiet.system()).isRunning()).isFalse();
    } finally {
      quiet.shutdownTestKit();
    }
  }

  @Test
  void endsWithTheSystem() {
    ActorTestKit brief = kit("troupe.blocking-detector.threshold = 200ms");
    BlockingDetector of = BlockingDetector.get(brief.system());
    brief.shutdownTestKit();
    TestProbe.create(kit.system())
        .awaitAssert(
            Duration.ofSeconds(60),
            () -> {
              assertThat(of.isRunning()).isFalse();
              return true;
            });
  }

  @Test
  void aThresholdThatIsTooShortIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kit("troupe.blocking-detector.threshold = 1ms"))
        .withMessage("troupe.blocking-detector.threshold must be 40ms or more, was '1ms'");
  }

  @Test
  void looksAtTheThreadsOfItsOwnSystemsDefaultDispatcherAlone() {
    kit.spawn(waiting()).tell("wait");
    awaitFound(1, "await");
    List<ThreadLook> looks = detector.looks();
    assertThat(looks).isNotEmpty();
    assertThat(looks)
        .allSatisfy(look ->
            assertThat(look.thread())
                .startsWith(kit.system().name() + "-pekko.actor.default-dispatcher-"));
  }
}
