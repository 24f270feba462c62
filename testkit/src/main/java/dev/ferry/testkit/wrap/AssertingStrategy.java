package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Checks how a strategy uses its session: on the thread of the session, verbs in their order, none after one has
 * thrown, and what is owed pushed and nothing else; and that whoever runs the strategy runs one migration at a time.
 */
public final class AssertingStrategy implements MigrationStrategy {

    private final MigrationStrategy inner;
    private final Violations violations;
    private final OneAtATime calls;

    /** Wraps a strategy. */
    public AssertingStrategy(MigrationStrategy inner, Violations violations) {
        this.inner = inner;
        this.violations = violations;
        this.calls = new OneAtATime("MigrationStrategy", violations);
    }

    @Override
    public void migrate(SourceSession session) {
        try (var _ = calls.enter("migrate")) {
            inner.migrate(new AssertedSession(session, violations).proxy());
        }
    }

    @Override
    public boolean refersToCold() {
        return inner.refersToCold();
    }

    /** A proxy, because all that is not one of the verbs is just passed on. */
    private static final class AssertedSession {

        private enum Stage {
            AT_SOURCE, OWING, DELIVERED, COMPLETED
        }

        private final SourceSession session;
        private final OneAtATime calls;
        private final Thread owner = Thread.currentThread();
        private Stage stage = Stage.AT_SOURCE;
        private @Nullable PageSet owed;
        private @Nullable Throwable thrown;

        AssertedSession(SourceSession session, Violations violations) {
            this.session = session;
            this.calls = new OneAtATime("SourceSession", violations);
        }

        SourceSession proxy() {
            return (SourceSession) Proxy.newProxyInstance(SourceSession.class.getClassLoader(),
                    new Class<?>[]{SourceSession.class}, (_, method, arguments) -> call(method, arguments));
        }

        private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
            String verb = method.getName();
            calls.check(Thread.currentThread() == owner,
                    () -> verb + " on a thread that is not the session's");
            calls.check(thrown == null, () -> verb + " after a verb has thrown " + thrown);
            before(verb, arguments);
            try {
                Object result = method.invoke(session, arguments);
                after(verb, arguments, result);
                return result;
            } catch (InvocationTargetException failed) {
                thrown = failed.getCause();
                throw failed.getCause();
            }
        }

        private void before(String verb, Object @Nullable [] arguments) {
            switch (verb) {
                case "send", "switchOver", "stun" -> checkStage(verb, Stage.AT_SOURCE);
                case "push" -> {
                    checkStage(verb, Stage.OWING);
                    calls.check(arguments != null && arguments[0] == owed,
                            () -> "push of other pages than are owed");
                }
                case "complete" -> {
                    PageSet pages = owed;
                    checkStage(verb, pages != null && pages.isEmpty() ? stage : Stage.DELIVERED);
                }
                default -> {
                    // Questions and advice are allowed at any time.
                }
            }
        }

        private void after(String verb, Object @Nullable [] arguments, @Nullable Object result) {
            switch (verb) {
                case "switchOver" -> {
                    owed = (PageSet) result;
                    stage = arguments != null && arguments[0] == Residue.OWE ? Stage.OWING : Stage.DELIVERED;
                }
                case "push" -> stage = Stage.DELIVERED;
                case "complete" -> stage = Stage.COMPLETED;
                default -> {
                    // The others do not lead on.
                }
            }
        }

        private void checkStage(String verb, Stage allowed) {
            calls.check(stage == allowed, () -> verb + " at the stage " + stage);
        }
    }
}
