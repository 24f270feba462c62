package dev.ferry.cli;

import dev.ferry.api.FerryException;
import dev.ferry.paging.PagingListener;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Says how a guest gets on with its swap device, and ends what waits for a guest that gets no further. Any thread. */
final class SwapWatch implements PagingListener {

    private final PrintWriter out;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    SwapWatch(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onWaiting(FerryException why) {
        out.println("The guest waits for its swap device: " + why.getMessage() + ".");
        out.flush();
    }

    @Override
    public void onRecovered() {
        out.println("The swap device is there again: the guest goes on.");
        out.flush();
    }

    @Override
    public void onLost(FerryException why) {
        lost.completeExceptionally(new GuestLostException(why));
    }

    /** @throws GuestLostException once a guest is lost */
    void requireNobodyLost() {
        if (lost.isCompletedExceptionally() && lost.exceptionNow() instanceof GuestLostException why) {
            throw why;
        }
    }

    /**
     * Does something with the guest, on another thread, and returns once it is done.
     *
     * @throws GuestLostException as soon as the guest is lost: what was begun may then wait for it for good
     */
    <T> T attend(Supplier<T> work) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(work,
                task -> Thread.ofPlatform().daemon().name("ferry-migration").start(task));
        try {
            CompletableFuture.anyOf(lost, result).join();
            return result.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
