// swift-tools-version:5.7
import PackageDescription

let package = Package(
    name: "BaseKYC",
    platforms: [.iOS(.v15)],
    products: [.library(name: "BaseKYC", targets: ["BaseKYC"])],
    targets: [
        .target(name: "BaseKYC"),
        .testTarget(name: "BaseKYCTests", dependencies: ["BaseKYC"]),
    ]
)
