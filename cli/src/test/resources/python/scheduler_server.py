"""A scheduler that shares no code with Plumbline: it knows scheduler.proto and grpcio, nothing else.

Writes down what it received, one JSON line per request, and answers by the contract. Prints its port; ends when its
standard input does.
"""

import argparse
import array
import concurrent.futures
import hashlib
import json
import sys
import threading
import time

import grpc


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stubs", required=True, help="folder with scheduler_pb2.py, as protoc made it")
    parser.add_argument("--records", required=True, help="file to append to")
    parser.add_argument("--reject-every", type=int, default=0, help="answer success=false; 0 is never")
    parser.add_argument("--abort-every", type=int, default=0, help="end with RESOURCE_EXHAUSTED; 0 is never")
    return parser.parse_args()


def main():
    args = arguments()
    sys.path.insert(0, args.stubs)
    import scheduler_pb2

    lock = threading.Lock()
    received = 0
    records = open(args.records, "a", encoding="utf-8")

    def infer(request, context):
        nonlocal received
        received_ns = time.time_ns()
        tensor = array.array("f", request.input_tensor)
        if sys.byteorder == "big":
            tensor.byteswap()
        record = {
            "tier": request.tier,
            "deadline_ns": request.deadline_ns,
            "model_name": request.model_name,
            "input_shape": list(request.input_shape),
            "tensor_length": len(tensor),
            "sha256": hashlib.sha256(tensor.tobytes()).hexdigest(),
            "min": min(request.input_tensor),
            "max": max(request.input_tensor),
            "received_ns": received_ns,
        }
        with lock:
            received += 1
            if args.abort_every and received % args.abort_every == 0:
                record["answer"] = "aborted"
            elif args.reject_every and received % args.reject_every == 0:
                record["answer"] = "rejected"
            else:
                record["answer"] = "served"
            records.write(json.dumps(record) + "\n")
            records.flush()
        if record["answer"] == "aborted":
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "no room, says the foreign server")
        return scheduler_pb2.InferResponse(
            deadline_ns=request.deadline_ns,
            success=record["answer"] == "served",
            message="not today, says the foreign server" if record["answer"] == "rejected" else "",
        )

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=4))
    server.add_generic_rpc_handlers([
        grpc.method_handlers_generic_handler("scheduler.SchedulerService", {
            "Infer": grpc.unary_unary_rpc_method_handler(
                infer,
                request_deserializer=scheduler_pb2.InferRequest.FromString,
                response_serializer=scheduler_pb2.InferResponse.SerializeToString,
            )
        })
    ])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(grace=1).wait()
    records.close()


if __name__ == "__main__":
    main()
