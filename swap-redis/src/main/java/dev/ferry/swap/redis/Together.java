package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Talks to several servers at the same time. */
final class Together {

    private final Executor executor;

    Together(Executor executor) {
        this.executor = executor;
    }

    /** Does the same to each, and returns when all are done: also those that fail, each of which ends in time. */
    <T> void run(Collection<T> all, Consumer<T> action) {
        map(all, one -> {
            action.accept(one);
            return null;
        });
    }

    /**
     * Asks each the same.
     *
     * @throws RuntimeException the first one, rather one where trying again does not help; the others are suppressed
     */
    <T, R> List<@Nullable R> map(Collection<T> all, Function<T, @Nullable R> question) {
        if (all.size() == 1) {
            List<@Nullable R> only = new ArrayList<>();
            only.add(question.apply(all.iterator().next()));
            return only;
        }
        List<CompletableFuture<@Nullable R>> asked = all.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> question.apply(one), executor)).toList();
        List<@Nullable R> answers = new ArrayList<>();
        RuntimeException failure = null;
        for (CompletableFuture<@Nullable R> one : asked) {
            try {
                answers.add(one.join());
            } catch (CompletionException failed) {
                failure = worse(failure, failed.getCause());
            }
        }
        if (failure != null) {
            throw failure;
        }
        return answers;
    }

    private static RuntimeException worse(@Nullable RuntimeException known, Throwable next) {
        RuntimeException other = next instanceof RuntimeException unchecked
                ? unchecked
                : new CompletionException(next);
        if (known == null) {
            return other;
        }
        RuntimeException worse = isTransient(known) ? other : known;
        worse.addSuppressed(worse == known ? other : known);
        return worse;
    }

    private static boolean isTransient(RuntimeException failure) {
        return failure instanceof FerryException one && one.code() == ErrorCode.SWAP_UNREACHABLE;
    }
}
