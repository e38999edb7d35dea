package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.BrokenInvariant;
import dev.troupe.model.testkit.EntitySimulation;
import dev.troupe.model.testkit.Promise;
import dev.troupe.model.testkit.Request;
import dev.troupe.model.testkit.Response;
import dev.troupe.model.testkit.SimulationReport;
import dev.troupe.model.testkit.World;
import dev.troupe.sample.bank.Transfer.Stage;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Money is neither made nor lost, whatever happens on the way; and who breaks that is found. */
class TransferSimulationTest {
  private static final long TOTAL = 200;
  private static final Set<Stage> ENDS = EnumSet.of(Stage.DONE, Stage.REFUSED, Stage.GIVEN_BACK);

  // @start region="simulation"
  private static EntitySimulation bank() {
    return EntitySimulation.of(TenantId.of("acme"))
        .entity(Account.TYPE)
        .entity(Transfer.TYPE)
        .given(
            Request.to(Account.TYPE, "a-1", new Account.Open("ann")),
            Request.to(Account.TYPE, "a-1", new Account.Deposit(TOTAL)),
            Request.to(Account.TYPE, "a-2", new Account.Open("bob")))
        .commands(TransferSimulationTest::command)
        .invariant("no cent is made or lost", TransferSimulationTest::isComplete)
        .atRest("every transfer has ended", TransferSimulationTest::haveEnded);
  }

  /** The account a-3 is not there, unless somebody opens it. */
  private static Request command(RandomGenerator random) {
    String transfer = "t-" + random.nextInt(4);
    return switch (random.nextInt(10)) {
      case 0 -> Request.to(Account.TYPE, account(random), new Account.GetBalance());
      case 1 -> Request.to(Transfer.TYPE, transfer, new Transfer.GetStatus());
      case 2 -> Request.to(Account.TYPE, "a-3", new Account.Open("eve"));
      default ->
          Request.to(
              Transfer.TYPE,
              transfer,
              new Transfer.Start(account(random), account(random), random.nextLong(0, 150)));
    };
  }

  private static String account(RandomGenerator random) {
    return "a-" + random.nextInt(1, 4);
  }

  @Test
  void noCentIsMadeOrLostInTenThousandRuns() {
    SimulationReport report = bank().seeds(10_000).run();
    assertThat(report.steps())
        .containsKeys("crash", "passivation", "command again", "late copy", "lost delivery");
  }

  // @end

  // @start region="invariants"
  /** What is on no account is in a message: a deposit, or the word that it was withdrawn. */
  private static boolean isComplete(World world) {
    long held =
        world.states(Account.TYPE, Account.State.class).values().stream()
            .mapToLong(Account.State::cents)
            .sum();
    long onTheWay = world.messages().stream().mapToLong(each -> cents(each, world)).sum();
    return held + onTheWay == TOTAL;
  }

  private static long cents(World.Message message, World world) {
    EntityCommand<?, ?> command = message.message().command();
    boolean isMoney =
        command instanceof Transfer.NoteWithdrawn || command instanceof Transfer.NoteNotDeposited;
    return command instanceof Account.Deposit deposit
        ? deposit.cents()
        : isMoney ? transfer(world, message.message().id()).cents() : 0;
  }

  private static boolean haveEnded(World world) {
    return world.states(Transfer.TYPE, Transfer.State.class).values().stream()
        .allMatch(transfer -> transfer.is(Stage.NEW) || ENDS.contains(transfer.stage()));
  }

  // @end

  private static Transfer.State transfer(World world, String id) {
    return world.state(Transfer.TYPE, id, Transfer.State.class);
  }

  /** Whoever gives up and asks again is told the same. */
  private static boolean isToldTheSame(World world) {
    return world.heard().stream()
        .filter(now -> !isQuery(now))
        .allMatch(now ->
            world.answers().stream()
                .filter(before -> before.id().equals(now.id()))
                .allMatch(before -> before.reply().equals(now.reply())));
  }

  private static boolean isQuery(Response answer) {
    return answer.request().command() instanceof Account.GetBalance
        || answer.request().command() instanceof Transfer.GetStatus;
  }

  /** A balance that somebody is told is what the account's events come to. */
  private static boolean isTheBalance(World world) {
    return world.heard().stream()
        .allMatch(now ->
            !(now.reply() instanceof Reply.Accepted<?>(Account.Balance told))
                || told.cents()
                    == world.state(Account.TYPE, now.request().id(), Account.State.class).cents());
  }

  private static boolean willGiveUp(World world) {
    return world.states(Transfer.TYPE, Transfer.State.class).entrySet().stream()
        .filter(each -> each.getValue().is(Stage.WITHDRAWING))
        .allMatch(each -> world.reminders(Transfer.TYPE, each.getKey()).containsKey("give-up"));
  }

  private static EntitySimulation strictBank() {
    return bank()
        .invariant("who asks again is told the same", TransferSimulationTest::isToldTheSame)
        .invariant("a balance is the account's", TransferSimulationTest::isTheBalance)
        .invariant("who waits will give up", TransferSimulationTest::willGiveUp);
  }

  private static BrokenInvariant found(EntitySimulation simulation) {
    BrokenInvariant found = catchThrowableOfType(BrokenInvariant.class, simulation::run);
    assertThat(found).as("the bug is found").isNotNull();
    return found;
  }

  @Test
  void theBankKeepsAllOfThem() {
    assertThat(strictBank().seeds(1000).run().count("firing")).isPositive();
  }

  @Test
  void aLostReplyIsFound() {
    BrokenInvariant found = found(strictBank().breaking(Promise.ANSWERS_ARE_KEPT));
    assertThat(found.invariant()).isEqualTo("who asks again is told the same");
    assertThat(found.steps()).hasSize(3);
    assertThat(found.steps().get(1)).containsAnyOf("crashes", "is passivated");
  }

  // @start region="double"
  @Test
  void aDoubleApplyIsFound() {
    BrokenInvariant found = found(bank().breaking(Promise.DELIVERIES_COUNT_ONCE));
    assertThat(found.invariant()).isEqualTo("no cent is made or lost");
    assertThat(found.steps().getLast()).startsWith("a late copy arrives");
  }

  // @end

  // @start region="compensation"
  @Test
  void aCompensationThatIsNotIdempotentIsFound() {
    EntitySimulation broken =
        EntitySimulation.of(TenantId.of("acme"))
            .entity(Account.TYPE)
            .entity(Transfer.TYPE, RetryingTransfer::of)
            .given(
                Request.to(Account.TYPE, "a-1", new Account.Open("ann")),
                Request.to(Account.TYPE, "a-1", new Account.Deposit(TOTAL)))
            .commands(TransferSimulationTest::command)
            .invariant("no cent is made or lost", TransferSimulationTest::isComplete);
    BrokenInvariant found = found(broken);
    assertThat(found.invariant()).isEqualTo("no cent is made or lost");
    assertThat(found.steps().getLast()).contains("is reminded by 'retry'");
  }

  // @end

  @Test
  void aReminderLostAtPassivationIsFound() {
    BrokenInvariant found = found(strictBank().breaking(Promise.REMINDERS_ARE_KEPT));
    assertThat(found.invariant()).isEqualTo("who waits will give up");
    assertThat(found.steps()).hasSize(2);
    assertThat(found.steps().getLast()).contains("is passivated");
  }

  @Test
  void aStaleReadIsFound() {
    BrokenInvariant found = found(strictBank().breaking(Promise.READS_ARE_CURRENT));
    assertThat(found.invariant()).isEqualTo("a balance is the account's");
    assertThat(found.steps().getLast()).contains("GetBalance");
  }

  @Test
  void aMessageLostWithItsSenderIsFound() {
    BrokenInvariant found = found(strictBank().breaking(Promise.MESSAGES_ARE_KEPT));
    assertThat(found.invariant()).isIn("no cent is made or lost", "every transfer has ended");
  }

  @Test
  void aSeedFindsTheSameStepsEachTime() {
    BrokenInvariant first = found(bank().breaking(Promise.DELIVERIES_COUNT_ONCE));
    BrokenInvariant second = found(bank().breaking(Promise.DELIVERIES_COUNT_ONCE));
    BrokenInvariant replayed =
        catchThrowableOfType(
            BrokenInvariant.class,
            () ->
                bank().breaking(Promise.DELIVERIES_COUNT_ONCE).replay(first.seed().orElseThrow()));
    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(replayed.steps()).isEqualTo(first.steps());
    assertThat(replayed).hasMessage(first.getMessage());
  }

  // @start region="scenario"
  @Test
  void whoGaveUpIsToldThatTheTransferIsStarted() {
    Transfer.Start start = new Transfer.Start("a-1", "a-2", 60);
    CommandId id = CommandId.of("order-1");
    var scenario = bank().scenario().askUnheard(Transfer.TYPE, "t-1", start, id);
    scenario.crash(Transfer.TYPE, "t-1").settle();
    assertThat(scenario.ask(Transfer.TYPE, "t-1", start, id))
        .isEqualTo(new Reply.Accepted<>(Done.DONE));
    assertThat(scenario.world().states(Account.TYPE, Account.State.class))
        .isEqualTo(Map.of("a-1", new Account.State(true, 140), "a-2", new Account.State(true, 60)));
  }
  // @end
}
