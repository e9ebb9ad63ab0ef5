"""A client that shares no code with Plumbline: it knows the proto files and grpcio, nothing else.

Sends valid requests, a wrong one and a late one, asks for health and counters, prints "holding" while slow requests are
in service, and prints what it saw as one JSON line when they have ended.
"""

import argparse
import array
import json
import random
import sys
import time

import grpc

SHAPE = [1, 3, 224, 224]
VALUES = 3 * 224 * 224
TIMEOUT_SECONDS = 15


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stubs", required=True, help="folder with what protoc made of the two proto files")
    parser.add_argument("--address", required=True)
    parser.add_argument("--valid", type=int, required=True, help="valid requests to send, one by one")
    parser.add_argument("--held", type=int, required=True, help="requests for vit to keep in service together")
    return parser.parse_args()


def health(channel, service):
    """grpc.health.v1 by hand: a string in field 1 there, an enum in field 1 back, of which 1 is SERVING."""
    name = service.encode()
    answer = channel.unary_unary("/grpc.health.v1.Health/Check")(
        b"\x0a" + bytes([len(name)]) + name, timeout=TIMEOUT_SECONDS
    )
    return answer.hex()


def main():
    args = arguments()
    sys.path.insert(0, args.stubs)
    import scheduler_pb2
    import scheduler_stats_pb2

    draw = random.Random(7)
    channel = grpc.insecure_channel(args.address)
    grpc.channel_ready_future(channel).result(timeout=TIMEOUT_SECONDS)
    infer = channel.unary_unary(
        "/scheduler.SchedulerService/Infer",
        request_serializer=scheduler_pb2.InferRequest.SerializeToString,
        response_deserializer=scheduler_pb2.InferResponse.FromString,
    )
    get_stats = channel.unary_unary(
        "/plumbline.SchedulerStatsService/GetStats",
        request_serializer=scheduler_stats_pb2.GetStatsRequest.SerializeToString,
        response_deserializer=scheduler_stats_pb2.SchedulerStats.FromString,
    )

    def request(model="resnet50", slo_seconds=30, shape=SHAPE):
        return scheduler_pb2.InferRequest(
            tier=draw.randint(1, 3),
            deadline_ns=time.time_ns() + slo_seconds * 1_000_000_000,
            model_name=model,
            input_tensor=array.array("f", (draw.random() for _ in range(VALUES))),
            input_shape=shape,
        )

    def seen(sent, answer, trailers):
        trailers = dict(trailers)
        return {
            "echoed": answer.deadline_ns == sent.deadline_ns,
            "success": answer.success,
            "queued_ns": trailers.get("plumbline-queued-ns"),
            "served_ns": trailers.get("plumbline-served-ns"),
        }

    def refused(sent):
        try:
            infer(sent, timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as e:
            return {"code": e.code().name, "details": e.details()}
        return {"code": "OK", "details": ""}

    summary = {"valid": []}
    for _ in range(args.valid):
        sent = request()
        answer, call = infer.with_call(sent, timeout=TIMEOUT_SECONDS)
        summary["valid"].append(seen(sent, answer, call.trailing_metadata()))
    summary["wrong_shape"] = refused(request(shape=[1, 3, 224, 225]))
    summary["late"] = refused(request(slo_seconds=-1))
    summary["health"] = health(channel, "scheduler.SchedulerService")
    stats = get_stats(scheduler_stats_pb2.GetStatsRequest(), timeout=TIMEOUT_SECONDS)
    summary["stats"] = {field.name: getattr(stats, field.name) for field in stats.DESCRIPTOR.fields}

    held = [(sent, infer.future(sent, timeout=TIMEOUT_SECONDS)) for sent in [request("vit") for _ in range(args.held)]]
    give_up = time.monotonic() + TIMEOUT_SECONDS
    while get_stats(scheduler_stats_pb2.GetStatsRequest(), timeout=TIMEOUT_SECONDS).in_service < args.held:
        if time.monotonic() > give_up:
            sys.exit("the scheduler did not take the held requests into service")
        time.sleep(0.01)
    print("holding", flush=True)
    summary["held"] = [seen(sent, call.result(), call.trailing_metadata()) for sent, call in held]
    print(json.dumps(summary), flush=True)


if __name__ == "__main__":
    main()
